import { z } from 'zod/v4';
import { durationSchema } from '../manifest/common';
import { CRITICALITIES, CRITERION_KINDS } from '../manifest';
import { dateTimeSchema, personRefSchema } from '../manifest/trainFields';
import {
  CRITERION_STATUSES,
  GATE_STATUSES,
  NOTE_KINDS,
  TRAIN_PHASES,
  type GateState,
  type ProductState,
  type TrainPlan,
  type TrainState,
} from '../model';
import { NOTE_GROUPS } from '../train/releaseNotes';
import { reason } from './parts';
import {
  actionStateSchema,
  actorSchema,
  jsonValueSchema,
  turnSchema,
} from './schemas';

const time = z.iso.datetime().describe('ISO 8601, UTC');
const text = z.string().trim().min(1).max(20_000);
const id = z.string().min(1).max(63);

/**
 * What is folded from events: its shape is that of the model, which the pages fold for themselves as well. Always the
 * same instance, so that documents refer to it by name.
 */
function fold<T>(): z.ZodType<T> {
  return jsonValueSchema as unknown as z.ZodType<T>;
}

const STANDING_STATUSES = [
  ...CRITERION_STATUSES,
  'missing',
  'expired',
  'waived',
] as const;

/** A link that shows what somebody has seen. @public */
export const evidenceLinkSchema = z.object({
  title: z.string().trim().min(1).max(300),
  url: z.string().trim().min(1).max(2000),
});

const evidence = z.array(evidenceLinkSchema).max(50).default([]);

/** A train as a row of a table. @public */
export const trainSummarySchema = z.object({
  id: z.string(),
  kind: z.literal('Train'),
  name: z.string(),
  title: z.string(),
  description: z.string().optional(),
  owner: z.string(),
  labels: z.record(z.string(), z.string()),
  phase: z.enum(TRAIN_PHASES),
  outcome: z
    .enum(['succeeded', 'partlySucceeded', 'rolledBack', 'cancelled'])
    .optional(),
  departure: time,
  timezone: z.string(),
  paused: z.boolean(),
  products: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      entityRef: z.string(),
      owner: z.string().optional(),
      release: z.string(),
      criticality: z.enum(CRITICALITIES),
      aboard: z.boolean(),
    }),
  ),
  gates: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      before: z.string().describe('`departure`, or a wave by its id'),
      status: z.enum(GATE_STATUSES),
      opensAt: time,
    }),
  ),
  waves: z.array(
    z.object({ id: z.string(), title: z.string(), status: z.string() }),
  ),
  openIncidents: z.number().int(),
  createdBy: actorSchema,
  createdAt: time,
  updatedAt: time,
  finishedAt: time.optional(),
  archivedAt: time
    .optional()
    .describe(
      'Since when the train is history, and nothing can be asked of it',
    ),
  importedAt: time.optional().describe('When it came out of a file'),
});

/** One cell of the go/no-go board. @public */
export const criterionStandingSchema = z.object({
  criterion: z.string(),
  title: z.string(),
  kind: z.enum(CRITERION_KINDS),
  status: z.enum(STANDING_STATUSES),
  blocks: z.boolean().describe('Whether it stands in the way of a GO'),
  summary: z.string(),
  evidence: z.array(z.object({ title: z.string(), url: z.string() })),
  at: time.optional(),
  validUntil: time.optional(),
  waiver: z
    .object({
      by: z.string(),
      reason: z.string(),
      at: time,
      expiresAt: time,
    })
    .optional(),
});

/** A gate with all that it rests on now. @public */
export const gateBoardSchema = z.object({
  id: z.string(),
  title: z.string(),
  before: z.string(),
  status: z.enum(GATE_STATUSES),
  opensAt: time,
  expiresAt: time.optional(),
  digest: z
    .string()
    .describe('What a sign-off binds to; another one now is refused'),
  complete: z.boolean(),
  goes: z.boolean(),
  questions: z.array(z.string()).describe('What is open, in words'),
  parts: z.array(
    z.object({
      part: z.string().describe('Id of a product, or `train`'),
      subjectDigest: z
        .string()
        .describe('What a sign-off of one criterion binds to'),
      cells: z.array(criterionStandingSchema),
    }),
  ),
  sign: actionStateSchema.describe('Whether the caller may sign it now'),
});

/** What stands in the way, and until when. @public */
export const obstacleSchema = z.object({
  message: z.string(),
  until: time.optional(),
});

/** What a person can do with a train. @public */
export const TRAIN_ACTIONS = [
  'depart',
  'pause',
  'resume',
  'halt',
  'resumeWave',
  'stopHere',
  'rollback',
  'cancel',
  'close',
  'overrideWindow',
  'giveVerdict',
  'openIncident',
] as const;

/** Another train that is in the way, as far as the caller may see it. @public */
export const trainConflictSchema = z.object({
  kind: z
    .enum(['products', 'windows', 'people', 'hidden'])
    .describe('`hidden`: with a train that the caller may not see'),
  with: z.string().optional().describe('Id of the other train'),
  shared: z
    .array(z.string())
    .describe('References, or the reason of the freeze'),
  message: z.string(),
});

/** All that is known of a train. @public */
export const trainDetailSchema = trainSummarySchema.extend({
  version: z.number().int(),
  source: z.string().describe('The manifest as YAML'),
  train: fold<TrainState>(),
  productStates: z
    .array(fold<ProductState>())
    .describe('In the order of the manifest'),
  gateStates: z.array(fold<GateState>()),
  board: z.array(gateBoardSchema),
  obstacles: z
    .array(obstacleSchema)
    .describe('What stands in the way of the departure, or of the next wave'),
  conflicts: z
    .array(trainConflictSchema)
    .describe('Other trains that are in the way as things are now'),
  actions: z.record(z.enum(TRAIN_ACTIONS), actionStateSchema),
  deadlines: z
    .array(
      z.object({
        product: z.string(),
        milestone: z.string(),
        confirm: actionStateSchema,
        except: actionStateSchema,
      }),
    )
    .describe(
      'Whether the caller may say that a product is ready for a deadline, or let it be late',
    ),
  messages: z
    .array(z.object({ id: z.string(), approve: actionStateSchema }))
    .describe('Whether the caller may approve a message as it is now'),
  turns: z
    .record(z.string(), turnSchema)
    .optional()
    .describe(
      'What steps and messages in the queue wait for, by the workId of their state; absent where none of them waits',
    ),
  now: time.describe('When all of this was so'),
});

/** What follows from a manifest of a train and from the catalog. @public */
export const trainPreviewSchema = z.object({
  plan: fold<TrainPlan>(),
  conflicts: z.array(trainConflictSchema),
  departures: z
    .array(time)
    .describe('The next departures of a schedule; the first one is planned'),
});

/** Something with a date in the calendar. @public */
export const calendarEntrySchema = z.object({
  kind: z
    .enum([
      'departure',
      'comingDeparture',
      'milestone',
      'gate',
      'wave',
      'contract',
      'window',
    ])
    .describe(
      '`comingDeparture`: of the schedule of a train, which is not planned yet',
    ),
  title: z.string(),
  from: time,
  to: time.optional(),
  train: z.string().optional(),
  trainTitle: z.string().optional(),
  window: z
    .enum(['allow', 'deny'])
    .optional()
    .describe('Whether the window lets trains through or keeps them'),
  timezone: z.string().optional().describe('Zone of the window, an IANA name'),
  repeats: z
    .object({ rrule: z.string(), duration: z.string() })
    .optional()
    .describe('The rule of a window that repeats: the entry is one occurrence'),
});

/** Two trains of the calendar that are in each other's way. @public */
export const calendarConflictSchema = trainConflictSchema
  .omit({ with: true })
  .extend({
    trains: z
      .array(z.string())
      .describe('Ids of the trains, of those that the caller may see'),
  });

/** What a train waits for from the caller. @public */
export const trainInboxItemSchema = z.object({
  kind: z.enum([
    'gate',
    'signOff',
    'checklist',
    'verdict',
    'readiness',
    'communication',
    'manualStep',
    'help',
    'followUp',
  ]),
  train: z.string(),
  trainTitle: z.string(),
  question: z.string(),
  summary: z.string(),
  since: time,
  until: time.optional(),
  gate: z.string().optional(),
  criterion: z.string().optional(),
  product: z.string().optional().describe('Id of a product, or `train`'),
  wave: z.string().optional(),
  subject: z
    .string()
    .optional()
    .describe(
      'Id of the milestone, the communication, the step, the follow-up or the item of a checklist; `check/<id>` and `risk/<id>` are those of a product',
    ),
  says: z
    .string()
    .optional()
    .describe('What an item of a checklist says: a tick is of these words'),
  digest: z.string().optional().describe('What an answer binds to'),
  answerable: z
    .boolean()
    .describe(
      'Whether an answer with a note is enough; a runbook is ticked step by step on its page',
    ),
});

/** How a train under way stands for one product. @public */
export const entityTrainSchema = z.object({
  train: z.string(),
  title: z.string(),
  product: z.string(),
  flags: z
    .array(z.string())
    .describe('Keys of the flags that the steps of the product switch'),
  blocking: z
    .array(
      z.object({
        gate: z.string(),
        gateTitle: z.string(),
        criterion: z.string(),
        title: z.string(),
        status: z.enum(STANDING_STATUSES),
        summary: z.string(),
      }),
    )
    .describe('What of this product stands in the way of an open gate'),
  waiting: z
    .array(z.object({ question: z.string(), since: time }))
    .describe('What waits for the owner of the product'),
});

/** A calendar that somebody has subscribed to. @public */
export const calendarFeedSchema = z.object({
  id: z.string(),
  createdAt: time,
  trainId: z.string().optional().describe('Present: the feed of one train'),
  entityRef: z
    .string()
    .optional()
    .describe('Present: the feed of one product; both absent: of all of mine'),
  path: z
    .string()
    .optional()
    .describe(
      'Address below the plugin, with a secret: only in the answer to its making',
    ),
});

/** Samples of a metric, for a chart. @public */
export const metricSeriesSchema = z.object({
  wave: z.string(),
  round: z.number().int().describe('Counts the starts of the wave'),
  stage: z.enum(['during', 'after']),
  metric: z.string(),
  title: z.string(),
  successCondition: z.string().optional(),
  failureCondition: z.string().optional(),
  dryRun: z.boolean(),
  phase: z.string(),
  figures: z
    .array(
      z.object({
        name: z
          .string()
          .describe(
            '`result` or an element of it, such as `result[1]`; of a burn rate the windows of a rule, such as `1h/5m`; of a comparison `differencePercent` and `confidence`',
          ),
        unit: z.enum(['times', 'percent']).optional(),
        limits: z
          .array(z.number())
          .describe('What a burn rate or a comparison judges it by'),
      }),
    )
    .describe('What samples are judged by, each a line of the chart'),
  samples: z.array(
    z.object({
      at: time,
      values: z
        .record(z.string(), z.number())
        .describe('By figure; absent: there was no number'),
      phase: z.string(),
      message: z.string().optional(),
    }),
  ),
});

const criterion = { gate: id, criterion: id };

const criterionCommands = [
  z.strictObject({
    type: z.literal('tick'),
    ...criterion,
    item: z.string().min(1).max(80),
    done: z.boolean(),
    says: z
      .string()
      .optional()
      .describe(
        'What the item says, as `items` had it: one that says something else by now is refused; absent: as it is now',
      ),
    note: z.string().max(2000).optional(),
    evidence,
  }),
  z.strictObject({
    type: z.literal('waive'),
    ...criterion,
    reason,
    expiresAt: time,
  }),
  z.strictObject({ type: z.literal('revokeWaiver'), ...criterion }),
  z.strictObject({
    type: z.literal('giveVerdict'),
    ...criterion,
    status: z.enum(['pass', 'fail']),
    reason,
  }),
  z.strictObject({
    type: z.literal('signCriterion'),
    ...criterion,
    decision: z.enum(['approved', 'rejected']),
    comment: z.string().max(2000).optional(),
    evidenceDigest: z.string().min(1),
  }),
  z.strictObject({ type: z.literal('withdrawCriterionSignOff'), ...criterion }),
  z
    .strictObject({
      type: z.literal('record'),
      ...criterion,
      status: z.enum(['pass', 'warning', 'fail', 'inconclusive']),
      summary: z.string().trim().min(1).max(500),
      evidence,
    })
    .describe('For services that bring their own evidence, not for people'),
  z
    .strictObject({ type: z.literal('refresh'), ...criterion })
    .describe('Look again at what is collected by itself'),
] as const;

/** What can be asked of a gate. @public */
export const gateCommandSchema = z.discriminatedUnion('type', [
  ...criterionCommands,
  z.strictObject({
    type: z.literal('sign'),
    decision: z.enum(['approved', 'rejected']),
    comment: z.string().max(2000).optional(),
    evidenceDigest: z.string().min(1),
  }),
  z.strictObject({ type: z.literal('withdrawSignOff') }),
  z.strictObject({ type: z.literal('reopen'), reason }),
]);

const step = { wave: id, step: id };

const noteContent = {
  kind: z.enum(NOTE_KINDS),
  text: z.string().trim().min(1).max(2000),
  breaking: z.boolean(),
  segments: z
    .array(id)
    .max(100)
    .describe('Ids of waves, and personas; empty: everybody'),
};

/** The notes of one product. @public */
export const productNotesSchema = z.object({
  product: z.string(),
  title: z.string(),
  release: z.string(),
  notes: z.array(
    z.object({
      id: z.string(),
      source: z.enum(['commit', 'changeset', 'manifest', 'person']),
      group: z.enum(NOTE_GROUPS),
      ...noteContent,
      commit: z.string().optional(),
      scope: z.string().optional(),
      leftOut: z.boolean(),
      fresh: z.boolean().describe('New since the draft before'),
      editedBy: z.string().optional(),
      editedAt: time.optional(),
    }),
  ),
});

/** What can be asked of a product of a train. @public */
export const productCommandSchema = z.discriminatedUnion('type', [
  ...criterionCommands,
  z.strictObject({
    type: z.literal('finishManualStep'),
    ...step,
    result: z.enum(['done', 'failed']),
    note: z.string().trim().max(2000).default(''),
  }),
  z.strictObject({
    type: z.literal('tickRunbook'),
    ...step,
    runbookStep: id,
    result: z.enum(['done', 'failed', 'helpNeeded']),
    note: z.string().trim().max(2000).optional(),
  }),
  z
    .strictObject({ type: z.literal('draftNotes') })
    .describe('Read the commits that the changelog of the product names'),
  z.strictObject({
    type: z.literal('editNotes'),
    edits: z
      .array(
        z.strictObject({
          id: z.string().min(1).max(100),
          ...z.object(noteContent).partial().shape,
          leftOut: z.boolean().optional(),
        }),
      )
      .max(500)
      .default([]),
    added: z.array(z.strictObject(noteContent)).max(50).default([]),
  }),
  z.strictObject({ type: z.literal('retryStep'), wave: id }),
  z.strictObject({ type: z.literal('settleStep'), wave: id, note: reason }),
]);

/** What can be asked of a train. @public */
export const trainCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('revise'),
    manifest: z.union([z.string(), z.record(z.string(), jsonValueSchema)]),
    reason,
  }),
  z.strictObject({ type: z.literal('lookAgain') }),
  z.strictObject({
    type: z.literal('confirmReady'),
    product: id,
    milestone: id,
    evidence,
  }),
  z.strictObject({
    type: z.literal('grantException'),
    product: id,
    milestone: id,
    reason,
  }),
  z.strictObject({
    type: z.literal('dropProduct'),
    product: id,
    reason,
    dependents: z.boolean().default(false),
  }),
  z.strictObject({ type: z.literal('startRehearsal'), rehearsal: id }),
  z.strictObject({
    type: z.literal('finishRehearsal'),
    rehearsal: id,
    result: z.enum(['passed', 'failed']),
    notes: z.string().max(20_000).optional(),
    evidence,
    rollback: z.boolean(),
  }),
  z.strictObject({ type: z.literal('depart') }),
  z.strictObject({
    type: z.literal('overrideWindow'),
    reason,
    expiresAfter: durationSchema.default('4h'),
  }),
  z.strictObject({ type: z.literal('pause'), reason }),
  z.strictObject({ type: z.literal('resume') }),
  z.strictObject({ type: z.literal('cancel'), reason }),
  z.strictObject({ type: z.literal('halt'), reason }),
  z.strictObject({ type: z.literal('resumeWave'), reason }),
  z.strictObject({ type: z.literal('stopHere'), reason }),
  z.strictObject({
    type: z.literal('rollback'),
    reason,
    scope: z.enum(['wave', 'train']),
    products: z.array(id).min(1).optional(),
  }),
  z.strictObject({
    type: z.literal('giveVerdict'),
    wave: id,
    decision: z.enum(['proceed', 'halt']),
    reason,
  }),
  z.strictObject({
    type: z.literal('openIncident'),
    title: z.string().trim().min(1).max(300),
    severity: z.enum(['sev1', 'sev2', 'sev3', 'sev4']),
    wave: id.optional(),
    products: z.array(id).default([]),
    pause: z.boolean().default(false),
  }),
  z.strictObject({ type: z.literal('noteIncident'), id, text }),
  z.strictObject({
    type: z.literal('resolveIncident'),
    id,
    resolution: reason,
  }),
  z.strictObject({
    type: z.literal('editCommunication'),
    id,
    subject: z.string().trim().min(1).max(300),
    body: text,
  }),
  z.strictObject({
    type: z.literal('approveCommunication'),
    id,
    digest: z
      .string()
      .min(1)
      .describe('Digest of what was read; another one now is refused'),
  }),
  z.strictObject({ type: z.literal('retryCommunication'), id, reason }),
  z.strictObject({ type: z.literal('cancelCommunication'), id, reason }),
  z.strictObject({
    type: z.literal('addFollowUp'),
    title: z.string().trim().min(1).max(300),
    owner: personRefSchema,
    due: dateTimeSchema,
  }),
  z.strictObject({ type: z.literal('finishFollowUp'), id }),
  z.strictObject({
    type: z.literal('recordSuccess'),
    id,
    value: z.number().optional(),
    note: z.string().max(2000).optional(),
  }),
  z
    .strictObject({ type: z.literal('measureSuccess'), id })
    .describe('Measure a success metric now, whatever its date says'),
  z.strictObject({
    type: z.literal('recordPostMortem'),
    url: z.string().url(),
  }),
  z.strictObject({ type: z.literal('close') }),
]);

/** @public */
export type TrainSummary = z.output<typeof trainSummarySchema>;
/** @public */
export type TrainDetail = z.output<typeof trainDetailSchema>;
/** @public */
export type TrainAction = (typeof TRAIN_ACTIONS)[number];
/** @public */
export type TrainPreview = z.output<typeof trainPreviewSchema>;
/** @public */
export type CalendarConflict = z.output<typeof calendarConflictSchema>;
/** @public */
export type CalendarEntry = z.output<typeof calendarEntrySchema>;
/** @public */
export type MetricSeries = z.output<typeof metricSeriesSchema>;
/** What can be asked of a train over the API. @public */
export type TrainRequest = z.output<typeof trainCommandSchema>;
/** What can be asked of a product over the API. @public */
export type ProductRequest = z.output<typeof productCommandSchema>;
/** What can be asked of a gate over the API. @public */
export type GateRequest = z.output<typeof gateCommandSchema>;
