import { z } from 'zod/v4';
import { NOTE_KINDS } from '../model/notes';
import { commandSchema } from './sweep';
import {
  dateSchema,
  durationSchema,
  entityRefSchema,
  offsetSchema,
  personRefSchema,
  repositorySchema,
  slugSchema,
  versionRangeSchema,
} from './trainFields';

/** How much hangs on a product, the most first. @public */
export const CRITICALITIES = ['critical', 'high', 'medium', 'low'] as const;

/** The ways in which a step activates or rolls back a product. @public */
export const TRAIN_STEP_KINDS = [
  'flag',
  'webhook',
  'workflow',
  'command',
  'manual',
] as const;

/** One step of an activation or a rollback. @public */
export const trainStepSchema = z
  .strictObject({
    id: slugSchema,
    title: z.string().min(1).optional(),
    /** How long it may take; a manual step that takes longer is shown as overdue, nothing else. */
    timeout: durationSchema.default('15m'),
    flag: z
      .strictObject({
        key: slugSchema,
        /** On for the segment of the wave, or off. */
        set: z.enum(['on', 'off']),
        variant: z.string().min(1).optional(),
      })
      .optional(),
    webhook: z
      .strictObject({
        url: z.string().min(1),
        method: z
          .enum(['POST', 'PUT', 'PATCH', 'DELETE', 'GET'])
          .default('POST'),
        headers: z.record(z.string(), z.string()).default({}),
        body: z.json().optional(),
      })
      .optional(),
    workflow: z
      .strictObject({
        /** Left out: that of the product, as the catalog has it. */
        repository: repositorySchema.optional(),
        /** Its file, or its number. */
        workflow: z
          .string()
          .regex(
            /^(\d{1,18}|[A-Za-z0-9_][A-Za-z0-9._-]{0,250}\.ya?ml)$/,
            'the file of a workflow such as deploy.yml, or its number',
          ),
        /** Branch or tag; a template. */
        ref: z.string().min(1).default('main'),
        /** Templates by the name of the input. */
        inputs: z.record(z.string(), z.string()).default({}),
        /** The input that gets a name of this start, which the workflow has in its `run-name`: so its run can be found. */
        correlationInput: z
          .string()
          .regex(/^[A-Za-z_][A-Za-z0-9_-]*$/, 'the name of an input')
          .optional(),
      })
      .optional(),
    command: commandSchema.optional(),
    manual: z
      .strictObject({
        /** A runbook of the product, every step of which has to be ticked. */
        runbook: slugSchema.optional(),
        instructions: z.string().min(1).optional(),
      })
      .refine(
        manual =>
          (manual.runbook === undefined) !==
          (manual.instructions === undefined),
        { message: 'exactly one of runbook, instructions' },
      )
      .optional(),
  })
  .refine(
    step =>
      TRAIN_STEP_KINDS.filter(kind => step[kind] !== undefined).length === 1,
    { message: `exactly one of ${TRAIN_STEP_KINDS.join(', ')}` },
  );

/** Steps for the person on call. @public */
export const runbookSchema = z.strictObject({
  id: slugSchema,
  title: z.string().min(1),
  owner: personRefSchema.optional(),
  steps: z
    .array(
      z.strictObject({
        id: slugSchema,
        title: z.string().min(1),
        /** Markdown. */
        instructions: z.string().default(''),
        /** How long it usually takes. */
        timer: durationSchema.optional(),
      }),
    )
    .min(1),
});

const riskSchema = z.strictObject({
  id: slugSchema,
  title: z.string().min(1),
  owner: personRefSchema,
  likelihood: z.enum(['low', 'medium', 'high']),
  impact: z.enum(['low', 'medium', 'high']),
  mitigation: z.string().min(1),
  due: offsetSchema.optional(),
});

/** What a criterion of kind `checks` can ask of a product: its checks by their kinds, and its risks. @public */
export const CHECK_KINDS = ['legal', 'commercial', 'risk'] as const;

const productCheckSchema = z.strictObject({
  id: slugSchema,
  kind: z.enum(CHECK_KINDS).exclude(['risk']),
  title: z.string().min(1),
  owner: personRefSchema,
  due: offsetSchema,
});

const contractsSchema = z.strictObject({
  offers: z
    .array(
      z.strictObject({
        api: entityRefSchema,
        version: z
          .string()
          .regex(
            /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/,
            'a version such as 2.1.0',
          ),
        compatibility: z.enum(['compatible', 'breaking']).default('compatible'),
        /** Older versions that are served beside it. */
        alsoServes: z
          .array(
            z
              .string()
              .regex(
                /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/,
                'a version such as 1.9.0',
              ),
          )
          .default([]),
        breaking: z
          .strictObject({
            announce: dateSchema,
            deprecate: dateSchema,
            graceUntil: dateSchema,
            remove: dateSchema,
            guide: z.string().url('the address of a migration guide'),
          })
          .optional(),
      }),
    )
    .default([]),
  needs: z
    .array(z.strictObject({ api: entityRefSchema, range: versionRangeSchema }))
    .default([]),
});

/** Where the commits of a product are that its notes are drafted from. */
const changelogSchema = z.strictObject({
  /** Branch, tag or full id of a commit, which is not in the notes any more; may name `${{ product.version }}`. */
  from: z.string().min(1).max(240),
  /** Left out: the default branch. */
  to: z.string().min(1).max(240).optional(),
  /** Folder in the repository; left out: as the catalog says. */
  path: z.string().min(1).max(500).optional(),
});

const productNoteSchema = z.strictObject({
  text: z.string().trim().min(1).max(2000),
  kind: z.enum(NOTE_KINDS).default('other'),
  breaking: z.boolean().default(false),
  /** Ids of waves, and personas; left out: everybody. */
  segments: z.array(z.string().min(1)).default([]),
});

const linkSchema = z.strictObject({
  title: z.string().min(1),
  url: z.string().url('an address'),
});

/** A product of a train. @public */
export const trainProductSchema = z.strictObject({
  id: slugSchema,
  /** A system or component of the catalog. */
  entity: entityRefSchema,
  title: z.string().min(1).optional(),
  version: z.string().min(1),
  /** Left out: the owner in the catalog. */
  owner: personRefSchema.optional(),
  criticality: z.enum(CRITICALITIES),
  /** What is in it, a line each. */
  scope: z.array(z.string().min(1)).default([]),
  changelog: changelogSchema.optional(),
  /** Notes that no commit tells. */
  notes: z.array(productNoteSchema).max(200).optional(),
  risks: z.array(riskSchema).default([]),
  checks: z.array(productCheckSchema).default([]),
  contracts: contractsSchema.prefault({}),
  activation: z.array(trainStepSchema).min(1),
  /** Steps that undo the activation, in the order in which they are done. */
  rollback: z.array(trainStepSchema).min(1),
  runbooks: z.array(runbookSchema).default([]),
  dashboards: z.array(linkSchema).default([]),
  /** Where its alerts are; left out: nowhere. */
  alerts: z.array(linkSchema).optional(),
});

/** @public */
export type Criticality = (typeof CRITICALITIES)[number];
/** {@inheritDoc CHECK_KINDS} @public */
export type CheckKind = (typeof CHECK_KINDS)[number];
/** @public */
export type TrainProduct = z.output<typeof trainProductSchema>;
/** Where the commits of a product are. @public */
export type ProductChangelog = NonNullable<TrainProduct['changelog']>;
/** @public */
export type TrainStep = z.output<typeof trainStepSchema>;
/** @public */
export type Runbook = z.output<typeof runbookSchema>;

/** In which way a step is done. @public */
export function trainStepKind(
  step: TrainStep,
): (typeof TRAIN_STEP_KINDS)[number] {
  return TRAIN_STEP_KINDS.find(kind => step[kind] !== undefined)!;
}

/** Keys of the flags that the steps of a product switch, each once. @public */
export function flagsOfProduct({
  activation,
  rollback,
}: Pick<TrainProduct, 'activation' | 'rollback'>): string[] {
  return [
    ...new Set(
      [...activation, ...rollback].flatMap(({ flag }) => flag?.key ?? []),
    ),
  ];
}
