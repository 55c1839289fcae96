import { z } from 'zod/v4';
import {
  durationSchema,
  entityRefSchema,
  envelopeSchema,
  globSchema,
  relativePathSchema,
  slugSchema,
} from './common';

const scalarSchema = z.union([z.string(), z.number(), z.boolean()]);

/** Which modules a sweep changes. @public */
export const targetSelectorSchema = z
  .strictObject({
    /** The catalog's own filter: the list means "or", the keys of one object mean "and". */
    filter: z
      .union([
        z.record(z.string(), z.union([z.string(), z.array(z.string())])),
        z
          .array(
            z.record(z.string(), z.union([z.string(), z.array(z.string())])),
          )
          .min(1),
      ])
      .optional(),
    include: z.array(entityRefSchema).default([]),
    exclude: z.array(entityRefSchema).default([]),
    /** Globs for the paths of targets inside a monorepo. */
    paths: z.array(globSchema).default([]),
    /** `metadata.labels` that must be there. */
    labels: z.record(z.string(), z.string()).default({}),
  })
  .refine(value => value.filter !== undefined || value.include.length > 0, {
    message: 'a filter, or entity references in include',
    path: ['filter'],
  });

/** A place inside a JSON or YAML document: a JSON pointer (RFC 6901). */
const pointerSchema = z
  .string()
  .regex(/^(\/([^~/]|~0|~1)*)+$/, 'a JSON pointer such as /engines/node');

const documentEditSchema = z
  .strictObject({
    file: relativePathSchema,
    set: z.record(pointerSchema, z.json()).default({}),
    delete: z.array(pointerSchema).default([]),
    /** Objects merged into what is there (RFC 7396: a null deletes). */
    merge: z.record(pointerSchema.or(z.literal('')), z.json()).default({}),
    /** What a missing file means; `skip` leaves the target as it is. */
    ifMissing: z.enum(['fail', 'skip', 'create']).default('skip'),
  })
  .refine(
    edit =>
      Object.keys(edit.set).length +
        edit.delete.length +
        Object.keys(edit.merge).length >
      0,
    {
      message:
        'at least one of set, delete and merge, so that something changes',
    },
  );

/** A command as a step or a gate runs it. @public */
export const commandSchema = z.strictObject({
  /** Program and arguments; no shell ever sees them. Each part is a template. */
  command: z.array(z.string().min(1)).min(1),
  env: z
    .record(
      z
        .string()
        .regex(
          /^[A-Za-z_][A-Za-z0-9_]*$/,
          'a name of letters, digits and _, not starting with a digit',
        ),
      z.string(),
    )
    .default({}),
  timeout: durationSchema.default('5m'),
  /** Whether it may use the network where a sandbox would prevent it. */
  network: z.boolean().default(false),
});

const replaceSchema = z.strictObject({
  files: z.array(globSchema).min(1),
  find: z.string().min(1),
  with: z.string(),
  /** Whether `find` is a regular expression (RE2 syntax: linear time, no look-around). */
  regex: z.boolean().default(false),
  flags: z
    .string()
    .regex(/^[ims]*$/, 'flags out of i, m and s')
    .default(''),
});

const templateSchema = z.strictObject({
  /** Path in the target → content; both are templates. */
  files: z.record(z.string().min(1), z.string()),
  /** Whether files that are there already are written over. */
  overwrite: z.boolean().default(true),
});

/** The ways in which a step changes files. @public */
export const STEP_KINDS = [
  'run',
  'replace',
  'json',
  'yaml',
  'template',
] as const;

/** One step of a change. Exactly one of `run`, `replace`, `json`, `yaml`, `template`. @public */
export const changeStepSchema = z
  .strictObject({
    id: slugSchema.optional(),
    /** Condition over `entity`, `target` and `steps`; the step is left out where it is false. */
    if: z.string().optional(),
    run: commandSchema.optional(),
    replace: replaceSchema.optional(),
    json: documentEditSchema.optional(),
    yaml: documentEditSchema.optional(),
    template: templateSchema.optional(),
  })
  .refine(
    step => STEP_KINDS.filter(kind => step[kind] !== undefined).length === 1,
    {
      message: `exactly one of ${STEP_KINDS.join(', ')}`,
    },
  );

/** @public */
export const gateSchema = z.strictObject({
  id: slugSchema,
  title: z.string().min(1).optional(),
  if: z.string().optional(),
  run: commandSchema,
  /** Also run on the untouched base, so that a failure that was there before says so. */
  baseline: z.boolean().default(true),
  /** Whether a gate that failed before the change, too, keeps the change from being opened. */
  onFailedBefore: z.enum(['block', 'allow']).default('block'),
});

const percentOrCount = z.number().int().positive();

/** At most so many writes to code hosts in any span of so long. @public */
export const rateLimitSchema = z.strictObject({
  /** What is counted together: this run, or all that goes to one owner, to one code host, or anywhere. */
  scope: z.enum(['run', 'owner', 'host', 'global']).default('run'),
  max: z.number().int().positive().max(100_000),
  per: durationSchema,
});

/** A time in which changes may be opened (`allow`), or must not be (`deny`, a freeze). @public */
export const windowSchema = z.strictObject({
  kind: z.enum(['allow', 'deny']),
  /** IANA name, such as Europe/Berlin. */
  timezone: z.string().min(1),
  /** When it begins, again and again: RFC 5545, in the local time of the zone. */
  rrule: z.string().min(1).optional(),
  /** How long each repetition lasts. */
  duration: durationSchema.optional(),
  /** Times that don't repeat, `from` included and `to` not. */
  ranges: z
    .array(z.strictObject({ from: z.string().min(1), to: z.string().min(1) }))
    .min(1)
    .optional(),
  /** Why, for people. */
  reason: z.string().min(1).max(200).optional(),
});

/** @public */
export const rolloutSchema = z.strictObject({
  canary: z
    .union([
      z.literal(false),
      z
        .strictObject({
          min: percentOrCount.default(3),
          max: percentOrCount.default(5),
          percent: z.number().positive().max(100).default(10),
          /** Whether a person must approve before the next batch. */
          approval: z.boolean().default(true),
          /** Whether the one who started the run may approve. */
          selfApproval: z.boolean().default(false),
          required: z.number().int().positive().default(1),
          /** Users or groups who may; empty: whoever has the permission. */
          approvers: z.array(entityRefSchema).default([]),
          expiresAfter: durationSchema.default('30d'),
        })
        .refine(canary => canary.min <= canary.max, {
          message: 'a number that is not greater than max',
          path: ['min'],
        }),
    ])
    .prefault({}),
  batches: z
    .strictObject({
      initial: percentOrCount.default(10),
      factor: z.number().min(1).default(2),
      max: percentOrCount.default(50),
      /** Ask for an approval after every batch, not after the canary alone. */
      approval: z.boolean().default(false),
      /** Wait between batches. */
      soak: durationSchema.default('0s'),
    })
    .prefault({}),
  /** Targets under way at the same time. */
  maxParallel: z.number().int().positive().max(1000).default(10),
  order: z.enum(['dependencies', 'none']).default('dependencies'),
  /** When a batch counts as done: as soon as its changes are open, or when they are merged. */
  advanceOn: z.enum(['opened', 'merged']).default('opened'),
  failureLimit: z
    .strictObject({
      percent: z.number().min(0).max(100).default(20),
      /** Targets that must have finished before the rate counts. */
      minSample: z.number().int().positive().default(5),
    })
    .prefault({}),
  retry: z
    .strictObject({
      initialInterval: durationSchema.default('60s'),
      coefficient: z.number().min(1).default(2),
      maxInterval: durationSchema.default('10m'),
      maxRetries: z.number().int().min(0).max(20).default(3),
    })
    .prefault({}),
  // No default: the digest of a manifest without them stays what it was.
  rateLimits: z.array(rateLimitSchema).max(20).optional(),
  windows: z.array(windowSchema).max(50).optional(),
});

/** @public */
export const sweepManifestSchema = envelopeSchema('Sweep').extend({
  spec: z.strictObject({
    owner: entityRefSchema,
    targets: targetSelectorSchema,
    change: z.strictObject({
      title: z.string().min(1),
      body: z.string().default(''),
      commitMessage: z.string().min(1),
      labels: z.array(z.string().min(1)).default([]),
      draft: z.boolean().default(false),
      /** Owners of the target are asked to review. */
      reviewers: z.enum(['owners', 'none']).default('owners'),
      /** Whether submodules are checked out, too, to be read; they are left alone otherwise. */
      submodules: z.boolean().default(false),
      steps: z.array(changeStepSchema).min(1),
    }),
    gates: z.array(gateSchema).default([]),
    rollout: rolloutSchema.prefault({}),
    /** Values for templates, under `parameters`. */
    parameters: z.record(z.string(), scalarSchema).default({}),
  }),
});

/** A sweep as it is run: all defaults filled in. @public */
export type SweepManifest = z.output<typeof sweepManifestSchema>;
/** A sweep as a person writes it. @public */
export type SweepManifestInput = z.input<typeof sweepManifestSchema>;
/** @public */
export type ChangeStep = z.output<typeof changeStepSchema>;
/** @public */
export type SweepGate = z.output<typeof gateSchema>;
/** @public */
export type TargetSelector = z.output<typeof targetSelectorSchema>;
/** @public */
export type RolloutManifest = z.output<typeof rolloutSchema>;
/** @public */
export type CommandSpec = SweepGate['run'];
