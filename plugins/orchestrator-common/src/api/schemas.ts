import { z } from 'zod/v4';
import { FORECAST_LIMITS } from '../forecast/types';
import { DATABASE_TROUBLES, RUN_STATUSES, TARGET_STATUSES } from '../model';
import { TURN_WAITS } from '../sweep/turnFacts';
import { reason } from './parts';

const time = z.iso.datetime().describe('ISO 8601, UTC');
/** Any JSON value. One instance, so that documents made of these schemas refer to it by name. @public */
export const jsonValueSchema = z.json();
const digest = z.string().describe('sha256:… of the content');

/** How many targets are in each status. @public */
export const countsSchema = z
  .partialRecord(z.enum(TARGET_STATUSES), z.number().int())
  .describe('Number of targets in each status; an absent status counts none.');

/** Why an attempt failed, and whether it is worth another one. @public */
export const failureSchema = z.object({
  class: z.enum(['transient', 'rateLimited', 'permanent', 'cancelled']),
  code: z.string(),
  message: z.string(),
  retryAfter: time.optional(),
  limit: z.string().optional(),
});

/** Who did something. @public */
export const actorSchema = z.object({
  kind: z.enum(['user', 'service', 'system']),
  ref: z.string(),
});

/** What a gate said of a target, with and without the change. @public */
export const gateResultSchema = z.object({
  gate: z.string(),
  title: z.string(),
  result: z.enum(['passed', 'failed', 'failedBefore', 'error', 'skipped']),
  baseline: z.enum(['passed', 'failed', 'error']).optional(),
  exitCode: z.number().int().optional(),
  durationMs: z.number(),
  output: digest.optional(),
  baselineOutput: digest.optional(),
  message: z.string().optional(),
});

/** A change on a code host: a pull request, a merge request. @public */
export const changeSchema = z.object({
  host: z.string(),
  repository: z.string(),
  id: z.string(),
  url: z.string(),
  branch: z.string(),
  baseBranch: z.string(),
  title: z.string(),
  labels: z.array(z.string()),
  reviewers: z.array(z.string()),
  state: z.enum(['draft', 'open', 'merged', 'closed']),
  review: z.enum(['pending', 'approved', 'changesRequested']),
  checks: z.enum(['unknown', 'pending', 'passed', 'failed']),
  headCommit: z.string(),
  mergeCommit: z.string().optional(),
  openedAt: time,
  mergedAt: time.optional(),
  closedAt: time.optional(),
  closedBy: z.string().optional(),
});

/** What a dry run found: the base, and where the patch is kept. @public */
export const storedDiffSchema = z.object({
  baseCommit: z.string(),
  baseBranch: z.string(),
  artifact: digest,
  patchId: z.string(),
  tree: z.string(),
  files: z.number().int(),
  additions: z.number().int(),
  deletions: z.number().int(),
});

/** One try at a stage of a target. @public */
export const attemptSchema = z.object({
  stage: z.enum(['dryRun', 'apply', 'rollback']),
  attempt: z.number().int(),
  startedAt: time,
  finishedAt: time,
  worker: z.string().optional(),
  outcome: z.string(),
  failure: failureSchema.optional(),
  log: digest.optional(),
});

/** What keeps a target out of a sweep. @public */
export const targetProblemSchema = z.object({
  code: z.enum([
    'noRepository',
    'noOwner',
    'unknownReference',
    'archived',
    'hostNotAllowed',
    'noMatchingPath',
    'duplicate',
  ]),
  message: z.string(),
});

/** A repository on a code host, and a folder in it. @public */
export const repositoryRefSchema = z.object({
  host: z.string(),
  name: z.string(),
  url: z.string().optional(),
  path: z.string().optional(),
});

const targetDescriptionShape = {
  id: z.string(),
  entityRef: z.string(),
  title: z.string(),
  owner: z.string().optional(),
  type: z.string().optional(),
  system: z.string().optional(),
  repository: repositoryRefSchema.optional(),
  dependsOn: z.array(z.string()),
  problems: z.array(targetProblemSchema),
  labels: z.record(z.string(), z.string()),
};

/** A target as the plan describes it. @public */
export const targetDescriptionSchema = z.object(targetDescriptionShape);

/** What a target waits for, and when it expects to go on. @public */
export const turnSchema = z.object({
  waitsFor: z
    .enum(TURN_WAITS)
    .describe(
      'resume: the run is paused; dryRun, start: somebody has to start the dry run, the rollout; place: one of the places of maxParallel in its run; batch: its batch; dependency: targets that it depends on; window: an open window; limit: of its code host; retry: another try; slot: a free worker',
    ),
  at: time
    .optional()
    .describe(
      'When its turn is expected. Absent: nobody can tell; in a list also for a slot, for a place before the dry run, and until the forecast of the run is at hand',
    ),
  estimated: z
    .literal(true)
    .optional()
    .describe(
      'It may be sooner or later: for a slot reckoned from how fast work was taken in the last minutes, for a place and a batch from the forecast of the run, as in half of all cases',
    ),
  limit: z.string().optional().describe('Such as 80 per 1m (host)'),
  ahead: z
    .number()
    .int()
    .optional()
    .describe(
      'For a slot: items that a worker takes before it; for a place: targets whose dry run comes before',
    ),
  batch: z.string().optional().describe('The batch that it waits for'),
  after: z.string().optional().describe('The batch that comes before'),
  approval: z
    .string()
    .optional()
    .describe(
      'The batch after which people have to approve first, where nobody can tell when they do: fewer than five approvals were measured',
    ),
});

/** A target as a row of a table. @public */
export const targetSummarySchema = z.object({
  runId: z.string(),
  id: z.string(),
  entityRef: z.string(),
  title: z.string(),
  owner: z.string().optional(),
  type: z.string().optional(),
  system: z.string().optional(),
  repository: repositoryRefSchema.optional(),
  status: z.enum(TARGET_STATUSES),
  stage: z.enum(['dryRun', 'apply', 'rollback']).optional(),
  batch: z.number().int().optional(),
  position: z.number().int().optional(),
  problems: z.array(targetProblemSchema),
  diff: storedDiffSchema.optional(),
  change: changeSchema.optional(),
  revert: changeSchema.optional(),
  failure: failureSchema.optional(),
  gates: z.array(gateResultSchema),
  attemptsUsed: z.number().int(),
  retryAt: time.optional(),
  waitsFor: z
    .array(z.string())
    .optional()
    .describe('Targets of the run that it has to wait for'),
  turn: turnSchema.optional(),
  skipReason: z.string().optional(),
  updatedAt: time,
});

/** All that is known of a target. @public */
export const targetDetailSchema = z.object({
  ...targetDescriptionShape,
  runId: z.string(),
  version: z.number().int(),
  status: z.enum(TARGET_STATUSES),
  stage: z.enum(['dryRun', 'apply', 'rollback']).optional(),
  batch: z.number().int().optional(),
  position: z.number().int().optional(),
  waitsFor: z.array(z.string()),
  workId: z.string().optional(),
  attemptsUsed: z.number().int(),
  cycle: z.number().int(),
  attempts: z.array(attemptSchema),
  diff: storedDiffSchema.optional(),
  proposedDiff: storedDiffSchema.optional(),
  gates: z.array(gateResultSchema),
  change: changeSchema.optional(),
  revert: changeSchema.optional(),
  failure: failureSchema.optional(),
  retryAt: time.optional(),
  turn: turnSchema.optional(),
  rollbackReason: z.string().optional(),
  skipReason: z.string().optional(),
  declinedBy: z.string().optional(),
  followUps: z.array(z.object({ code: z.string(), text: z.string() })),
  createdAt: time,
  updatedAt: time,
});

/** What one person decided, and on which evidence. @public */
export const signOffSchema = z.object({
  by: z.string(),
  at: time,
  decision: z.enum(['approved', 'rejected']),
  comment: z.string().optional(),
  evidenceDigest: z.string(),
});

/** A question that people have to answer before a batch starts. @public */
export const approvalSchema = z.object({
  id: z.string(),
  title: z.string(),
  batch: z.number().int(),
  required: z.number().int(),
  selfApproval: z.boolean(),
  approvers: z.array(z.string()),
  openedAt: time,
  expiresAt: time,
  evidenceDigest: z.string(),
  signOffs: z.array(signOffSchema),
  state: z.enum(['open', 'approved', 'rejected', 'expired']),
  decidedAt: time.optional(),
  reason: z.string().optional(),
});

/** A batch of the rollout, and how far it is. @public */
export const batchSchema = z.object({
  index: z.number().int(),
  name: z.string(),
  size: z.number().int(),
  approval: z.boolean(),
  soakMs: z.number(),
  startedAt: time.optional(),
  finishedAt: time.optional(),
  soakUntil: time.optional(),
  counts: countsSchema,
});

const runSummaryShape = {
  id: z.string(),
  kind: z.literal('Sweep'),
  name: z.string(),
  title: z.string(),
  description: z.string().optional(),
  owner: z.string(),
  labels: z.record(z.string(), z.string()),
  status: z.enum(RUN_STATUSES),
  outcome: z
    .enum([
      'succeeded',
      'partlySucceeded',
      'failed',
      'nothingToDo',
      'rolledBack',
    ])
    .optional(),
  targets: z.number().int(),
  problems: z.number().int(),
  counts: countsSchema,
  createdBy: actorSchema,
  createdAt: time,
  updatedAt: time,
  startedAt: time.optional(),
  finishedAt: time.optional(),
  archivedAt: time
    .optional()
    .describe('Since when the run is history, and nothing can be asked of it'),
  importedAt: time.optional().describe('When it came out of a file'),
};

/** A run as a row of a table. @public */
export const runSummarySchema = z.object(runSummaryShape);

/** Why targets wait, in words and numbers. @public */
export const waitingSchema = z.object({
  reason: z.string(),
  targets: z.number().int(),
  until: time.optional(),
});

/** What the caller may do now, and why not where not. @public */
export const actionStateSchema = z.object({
  allowed: z.boolean(),
  reason: z.string().optional(),
});

/** What a person can do with a run. @public */
export const RUN_ACTIONS = [
  'dryRun',
  'start',
  'approve',
  'reject',
  'pause',
  'resume',
  'cancel',
  'retryFailed',
  'rollback',
  'overrideWindow',
] as const;

/** All that is known of a run, and what the caller may do with it. @public */
export const runDetailSchema = z.object({
  ...runSummaryShape,
  version: z.number().int(),
  manifest: jsonValueSchema.describe(
    'The manifest with all defaults filled in.',
  ),
  source: z
    .string()
    .describe(
      'The manifest as YAML, as it was handed in where it was handed in as text.',
    ),
  changeDigest: z.string(),
  planRevision: z.number().int(),
  batches: z.array(batchSchema),
  currentBatch: z.number().int().optional(),
  approvals: z.array(approvalSchema),
  pause: z
    .object({
      reason: z.string(),
      cause: z.enum(['person', 'failureRate', 'rejected', 'expired']),
      by: z.string().optional(),
      at: time,
    })
    .optional(),
  rollback: z
    .object({ reason: z.string(), by: z.string(), at: time })
    .optional(),
  closedWindow: z
    .object({
      reason: z.string(),
      opensAt: time.optional().describe('Absent: no end is known'),
      since: time,
    })
    .optional(),
  windowOverride: z
    .object({ by: z.string(), reason: z.string(), at: time, expiresAt: time })
    .optional(),
  waiting: z.array(waitingSchema),
  actions: z.partialRecord(z.enum(RUN_ACTIONS), actionStateSchema),
});

/** An event of the log. @public */
export const eventSchema = z.object({
  position: z.number().int(),
  stream: z.string(),
  version: z.number().int(),
  runId: z.string(),
  targetId: z.string().optional(),
  type: z.string(),
  data: jsonValueSchema,
  schemaVersion: z.number().int(),
  actor: actorSchema,
  requestId: z.string(),
  causationId: z.string().optional(),
  occurredAt: time,
  links: z.array(z.object({ title: z.string(), url: z.string() })),
});

/** Targets whose patches are the same but for where they apply. @public */
export const diffGroupSchema = z.object({
  patchId: z.string(),
  artifact: digest,
  files: z.number().int(),
  additions: z.number().int(),
  deletions: z.number().int(),
  canary: z.boolean().describe('Whether a canary is among the targets'),
  targets: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      batch: z.number().int().optional(),
      canary: z
        .boolean()
        .describe(
          'Whether it is in the first batch; before the start, whether it would be',
        ),
    }),
  ),
});

/** What the targets of a run can be filtered by, and how many each choice finds. @public */
export const targetFacetsSchema = z.object({
  owners: z
    .array(z.object({ owner: z.string(), targets: z.number().int() }))
    .describe('Most targets first'),
  failures: z
    .array(z.object({ code: z.string(), targets: z.number().int() }))
    .describe('Targets that have failed and by what, most first'),
});

/** Batches as a start would make them now. @public */
export const rolloutPlanSchema = z.object({
  batches: z.array(
    batchSchema.pick({
      index: true,
      name: true,
      size: true,
      approval: true,
      soakMs: true,
    }),
  ),
});

/** A mistake in a manifest: where it is, what was found and what is accepted. @public */
export const manifestIssueSchema = z.object({
  path: z.string().describe('Field, such as spec.rollout.maxParallel'),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  found: z.string(),
  accepted: z.string(),
  message: z.string().describe('All of it as one sentence'),
});

/** RFC 9457; `error` and `response` are Backstage's own form of the same, for its `ResponseError`. @public */
export const problemSchema = z.object({
  type: z.string().describe('Names the kind of problem, for programs'),
  title: z.string().describe('Names the kind of problem, for people'),
  status: z.number().int(),
  detail: z.string().describe('What was wrong with this request'),
  instance: z.string().optional().describe('Path that was asked for'),
  requestId: z
    .string()
    .optional()
    .describe('Names the request in logs, events and the audit log'),
  issues: z
    .array(manifestIssueSchema)
    .optional()
    .describe('Every mistake in the input'),
  error: z.object({ name: z.string(), message: z.string() }).optional(),
  response: z.object({ statusCode: z.number().int() }).optional(),
});

/** What a sweep would touch, in which batches. @public */
export const previewSchema = z.object({
  targets: z.number().int(),
  problems: z.number().int(),
  owners: z.array(z.object({ owner: z.string(), targets: z.number().int() })),
  sample: z.array(targetDescriptionSchema),
  batches: z.array(
    z.object({
      name: z.string(),
      size: z.number().int(),
      targets: z.array(z.string()),
    }),
  ),
});

/** An instant that is foretold. @public */
export const forecastInstantSchema = z
  .object({ p50: time, p90: time })
  .describe('Reached in half of all cases, and in nine of ten.');

/** When a sweep does what. @public */
export const forecastSchema = z.object({
  finish: forecastInstantSchema,
  rolloutEnd: forecastInstantSchema,
  changesPerDay: z
    .number()
    .describe('Changes opened in a day of the rollout, in half of all cases'),
  batches: z.array(
    z.object({
      name: z.string(),
      size: z.number().int(),
      start: forecastInstantSchema,
      end: forecastInstantSchema,
    }),
  ),
  limits: z.array(
    z.object({
      limit: z.enum(FORECAST_LIMITS),
      share: z.number().describe('Of the time until the end, from 0 to 1'),
      detail: z.string().optional(),
    }),
  ),
  pauseShare: z
    .number()
    .describe('Share of cases in which the failure limit pauses the sweep'),
  samples: z.number().int(),
  basedOn: z.object({
    attempts: z.number().int(),
    reviews: z.number().int(),
    approvals: z.number().int(),
  }),
});

/** A target in the report. @public */
export const reportTargetSchema = z.object({
  id: z.string(),
  entityRef: z.string(),
  title: z.string(),
  owner: z.string().optional(),
  outcome: z.enum(TARGET_STATUSES),
  batch: z.string().optional(),
  attempts: z.number().int(),
  /** From the first attempt's start to the last one's end. */
  cycleTimeMs: z.number().optional(),
  workMs: z.number(),
  gates: z.array(gateResultSchema),
  change: z
    .object({
      url: z.string(),
      state: z.string(),
      headCommit: z.string(),
      mergeCommit: z.string().optional(),
    })
    .optional(),
  revert: z.object({ url: z.string(), state: z.string() }).optional(),
  failure: failureSchema.optional(),
  reason: z.string().optional(),
  followUps: z.array(z.object({ code: z.string(), text: z.string() })),
});

/** The report of a sweep. @public */
export const reportSchema = z.object({
  run: runSummarySchema,
  generatedAt: time,
  durationMs: z.number().optional(),
  medianCycleTimeMs: z.number().optional(),
  owners: z.array(z.object({ owner: z.string(), counts: countsSchema })),
  targets: z.array(reportTargetSchema),
});

/** What a reviewer sees of a change on the local code host. @public */
export const localChangeSchema = z.object({
  change: changeSchema,
  body: z.string(),
  runId: z.string().optional(),
  targetId: z.string().optional(),
  baseCommit: z.string(),
  mergeable: z.boolean(),
  mergeableReason: z.string().optional(),
  conversation: z.array(
    z.object({
      id: z.string(),
      kind: z.enum([
        'comment',
        'approved',
        'changesRequested',
        'merged',
        'closed',
        'reopened',
        'opened',
        'pushed',
        'markedReady',
      ]),
      by: z.string(),
      at: time,
      text: z.string().optional(),
    }),
  ),
  actions: z.partialRecord(
    z.enum([
      'approve',
      'requestChanges',
      'comment',
      'markReady',
      'merge',
      'close',
      'reopen',
    ]),
    actionStateSchema,
  ),
});

/** Something that waits for the caller. @public */
export const inboxItemSchema = z.object({
  kind: z.enum(['approval', 'review', 'diffAcceptance', 'failedTarget']),
  runId: z.string(),
  runTitle: z.string(),
  targetId: z.string().optional(),
  approvalId: z.string().optional(),
  question: z.string(),
  since: time,
  evidence: z.string(),
  url: z.string().describe('Path below the orchestrator page'),
});

/** A backend process with its workers. @public */
export const workerSchema = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.number().int(),
  version: z.string().describe('Release of the plugin that it runs'),
  lanes: z.array(z.string()).describe('Empty where it serves pages only'),
  slots: z.number().int(),
  busy: z.number().int(),
  startedAt: time,
  seenAt: time.describe('Its last heartbeat'),
  startsPerMinute: z
    .record(z.string(), z.number())
    .describe('How fast it took work in the last minutes, by queue'),
  state: z
    .enum(['alive', 'silent'])
    .describe('`silent`: no heartbeat for longer than a lease lasts'),
});

const namedSchema = z.object({ id: z.string(), title: z.string() });

/** How much work waits and runs, for operators. @public */
export const workStatsSchema = z.object({
  at: time.describe('When it was looked'),
  transport: z.string(),
  lanes: z.array(
    z.object({
      lane: z.string(),
      ready: z.number().int(),
      scheduled: z.number().int(),
      running: z.number().int(),
      maxConcurrent: z
        .number()
        .int()
        .optional()
        .describe('How many of its items all workers together may work on'),
      oldestReadyAt: time.optional(),
    }),
  ),
  workers: z
    .array(workerSchema)
    .describe('Of all processes that share the database'),
  oldest: z
    .array(
      z.object({
        runId: z.string(),
        runTitle: z.string(),
        targetId: z.string(),
        title: z.string(),
        status: z.enum(TARGET_STATUSES),
        since: time,
        retryAt: time.optional(),
        turn: turnSchema.optional(),
      }),
    )
    .describe('Targets that have been queued for longest, oldest first'),
  oldestOfTrains: z
    .array(
      z.object({
        trainId: z.string(),
        trainTitle: z.string(),
        kind: z.enum(['step', 'message']),
        id: z.string().describe('Of the step, or of the communication'),
        title: z.string(),
        product: namedSchema.optional().describe('Of a step'),
        wave: namedSchema.optional().describe('Of a step'),
        direction: z.enum(['activate', 'rollback']).optional(),
        since: time,
        retryAt: time.optional(),
        turn: turnSchema.optional(),
      }),
    )
    .describe(
      'Steps and messages of trains that have waited in the queue for longest, oldest first',
    ),
  deadLetters: z.number().int().describe('Targets that failed for good'),
  trainDeadLetters: z
    .number()
    .int()
    .describe('Steps and messages of trains that failed for good'),
  approvals: z
    .object({ waiting: z.number().int(), oldest: time.optional() })
    .describe('Of sweeps, that nobody has decided'),
  gates: z
    .object({ waiting: z.number().int(), oldest: time.optional() })
    .describe('Of trains, that are open and undecided'),
  outbox: z.object({
    waiting: z.number().int(),
    oldest: time.optional(),
    topics: z.array(
      z.object({
        topic: z.string(),
        waiting: z.number().int(),
        oldest: time,
        attempts: z
          .number()
          .int()
          .describe('Most tries that one of them has had'),
      }),
    ),
    givenUp: z
      .number()
      .int()
      .describe('Messages that are not tried any more, of the last 30 days'),
  }),
  timers: z.object({
    waiting: z.number().int(),
    due: z.number().int().describe('Those whose time has come already'),
    next: time.optional(),
    items: z
      .array(
        z.object({
          id: z.string(),
          runId: z.string(),
          runKind: z.enum(['Sweep', 'Train']),
          kind: z.string(),
          dueAt: time,
        }),
      )
      .describe('The next ones, soonest first'),
  }),
  databaseTroubles: z
    .array(
      z.object({
        trouble: z.enum(DATABASE_TROUBLES),
        since: time,
        seenAt: time,
        times: z.number().int(),
      }),
    )
    .optional()
    .describe(
      'What the replica that answers has met with the database within the last minute; absent where that is nothing',
    ),
});

/** A message to the outside that is not tried any more, until somebody sends it again. @public */
export const givenUpMessageSchema = z.object({
  id: z.string(),
  topic: z.string().describe('Such as notices or webhook/audit'),
  runId: z.string(),
  runKind: z
    .enum(['Sweep', 'Train'])
    .optional()
    .describe('Absent where the run is in the archive, or gone'),
  position: z
    .number()
    .int()
    .optional()
    .describe(
      'Of its event in the log, for a webhook: the id by which it drops repeats',
    ),
  type: z.string().optional().describe('Of its event, for a webhook'),
  title: z.string().optional().describe('Of a notice to people'),
  attempts: z.number().int().describe('Tries that it has had'),
  writtenAt: time.describe('When it was written, or was last sent again'),
  givenUpAt: time,
});

/** Which of the messages that were given up. @public */
export const givenUpChoiceSchema = z
  .object({
    ids: z
      .array(z.string().regex(/^\d{1,18}$/))
      .min(1)
      .max(1000)
      .optional(),
    topic: z.string().min(1).max(60).optional().describe('All of this topic'),
    reason,
  })
  .refine(({ ids, topic }) => (ids === undefined) !== (topic === undefined), {
    message: 'Say which messages: either their ids, or their topic',
    path: ['ids'],
  });

/** A target that failed for good, with every try of it. @public */
export const deadLetterSchema = z.object({
  runTitle: z.string(),
  runStatus: z.enum(RUN_STATUSES),
  target: targetSummarySchema,
  attempts: z.array(attemptSchema),
});

/** A step or a message of a train that failed for good, with every try of it. @public */
export const trainDeadLetterSchema = z.object({
  trainId: z.string(),
  trainTitle: z.string(),
  kind: z.enum(['step', 'message']),
  id: z.string().describe('Of the step, or of the communication'),
  title: z.string(),
  failure: failureSchema,
  failedAt: time,
  product: z
    .object({ id: z.string(), title: z.string(), owner: z.string().optional() })
    .optional()
    .describe('Of a step'),
  wave: z
    .object({ id: z.string(), title: z.string() })
    .optional()
    .describe('Of a step'),
  direction: z
    .enum(['activate', 'rollback'])
    .optional()
    .describe('Of a step: what it belongs to'),
  attempts: z
    .array(z.object({ at: time, failure: failureSchema }))
    .describe('Every try that failed, oldest first'),
  rollback: z
    .object({
      scope: z.enum(['wave', 'train']),
      waves: z.array(z.string()).describe('Titles, the newest first'),
      products: z.array(z.string()).describe('Titles, in their order'),
    })
    .optional()
    .describe('What a rollback of the product would take back'),
  mayOperate: actionStateSchema.describe(
    'Whether the caller may try it again, settle it or take it back',
  ),
});

/** Dead letters with the same failure. @public */
export const deadLetterGroupSchema = z.object({
  class: failureSchema.shape.class,
  code: z.string(),
  total: z.number().int(),
});

/** What a command on dead letters came to in one run. @public */
export const deadLetterResultSchema = z.object({
  runId: z.string(),
  outcome: z.enum(['done', 'refused']),
  targets: z.array(z.string()).describe('Ids of the targets it was asked for'),
  refused: z
    .array(z.object({ targetId: z.string(), reason: z.string() }))
    .describe('Why nothing was done in this run, for each target in the way'),
  reason: z.string().optional().describe('Why the whole run was refused'),
});

/** A run as a row of a table. @public */
export type RunSummary = z.output<typeof runSummarySchema>;
/** All that is known of a run, and what the caller may do with it. @public */
export type RunDetail = z.output<typeof runDetailSchema>;
/** What a person can do with a run. @public */
export type RunAction = (typeof RUN_ACTIONS)[number];
/** A batch of the rollout, and how far it is. @public */
export type BatchSummary = z.output<typeof batchSchema>;
/** A target as a row of a table. @public */
export type TargetSummary = z.output<typeof targetSummarySchema>;
/** All that is known of a target. @public */
export type TargetDetail = z.output<typeof targetDetailSchema>;
/** An event of the log. @public */
export type RunEventRecord = z.output<typeof eventSchema>;
/** Targets whose patches are the same but for where they apply. @public */
export type DiffGroup = z.output<typeof diffGroupSchema>;
/** What the targets of a run can be filtered by. @public */
export type TargetFacets = z.output<typeof targetFacetsSchema>;
/** Batches as a start would make them now. @public */
export type RolloutPreview = z.output<typeof rolloutPlanSchema>;
/** A mistake in a manifest: where it is, what was found and what is accepted. @public */
export type ManifestIssue = z.output<typeof manifestIssueSchema>;
/** Why a request failed, in the form of RFC 9457. @public */
export type ProblemDetails = z.output<typeof problemSchema>;
/** What a sweep would touch, in which batches. @public */
export type SweepPreview = z.output<typeof previewSchema>;
/** The report of a sweep. @public */
export type SweepReport = z.output<typeof reportSchema>;
/** A target in the report. @public */
export type ReportTarget = z.output<typeof reportTargetSchema>;
/** What a reviewer sees of a change on the local code host. @public */
export type LocalChange = z.output<typeof localChangeSchema>;
/** Something that waits for the caller. @public */
export type InboxItem = z.output<typeof inboxItemSchema>;
/** How much work waits and runs, for operators. @public */
export type WorkStats = z.output<typeof workStatsSchema>;
/** A backend process with its workers. @public */
export type WorkerSummary = z.output<typeof workerSchema>;
/** A target that failed for good, with every try of it. @public */
export type DeadLetter = z.output<typeof deadLetterSchema>;
/** A step or a message of a train that failed for good, with every try of it. @public */
export type TrainDeadLetter = z.output<typeof trainDeadLetterSchema>;
/** Dead letters with the same failure. @public */
export type DeadLetterGroup = z.output<typeof deadLetterGroupSchema>;
/** {@inheritDoc givenUpMessageSchema} @public */
export type GivenUpMessage = z.output<typeof givenUpMessageSchema>;
/** What a command on dead letters came to in one run. @public */
export type DeadLetterResult = z.output<typeof deadLetterResultSchema>;
