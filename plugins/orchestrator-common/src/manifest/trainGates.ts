import { z } from 'zod/v4';
import {
  criterionTextSchema,
  durationSchema,
  offsetSchema,
  personRefSchema,
  repositorySchema,
  signOffRuleSchema,
  slugSchema,
  trainMetricSchema,
} from './trainFields';
import { CHECK_KINDS, CRITICALITIES } from './trainProducts';

/** What can be asked by a criterion of a gate. @public */
export const CRITERION_KINDS = [
  'checklist',
  'checks',
  'signOff',
  'analysis',
  'score',
  'policy',
  'ci',
  'sweep',
  'rehearsal',
  'onCall',
  'communications',
  'dataMigration',
  'flagsTested',
  'dashboards',
] as const;

const criteriaSets = z
  .array(z.strictObject({ criteria: z.array(criterionTextSchema).min(1) }))
  .optional();

/** A criterion of a gate. Exactly one of `CRITERION_KINDS`. @public */
export const gateCriterionSchema = z
  .strictObject({
    id: slugSchema,
    title: z.string().min(1).optional(),
    /** One answer for each product, or one for the whole train. */
    scope: z.enum(['product', 'train']).default('product'),
    /** Only these products; empty: all. */
    products: z.array(slugSchema).default([]),
    /** Only products of these criticalities; empty: all. */
    criticality: z.array(z.enum(CRITICALITIES)).default([]),
    /** How long a result counts; left out: until there is a newer one. */
    validFor: durationSchema.optional(),
    /** Whether a warning is good enough, whatever the criticality says. */
    acceptWarning: z.boolean().optional(),
    checklist: z
      .strictObject({
        items: z
          .array(
            z.strictObject({
              id: slugSchema,
              title: z.string().min(1),
              /** Who may tick it; left out: the owner of the product. */
              owner: personRefSchema.optional(),
              /** Whether a tick has to come with a link or a note. */
              evidence: z.boolean().default(true),
            }),
          )
          .min(1),
      })
      .optional(),
    /** Checks and risks of the product, each to be ticked by its owner. */
    checks: z
      .strictObject({
        kinds: z
          .array(z.enum(CHECK_KINDS))
          .min(1)
          .default([...CHECK_KINDS]),
      })
      .optional(),
    signOff: signOffRuleSchema.omit({ id: true, title: true }).optional(),
    analysis: z
      .strictObject({ metrics: z.array(trainMetricSchema).min(1) })
      .optional(),
    score: z
      .strictObject({
        objectives: z
          .array(
            z.strictObject({
              indicator: slugSchema,
              /** Query that answers the value. */
              query: z.string().min(1),
              server: z.string().min(1).default('default'),
              pass: criteriaSets,
              warning: criteriaSets,
              weight: z.number().min(0).default(1),
              key: z.boolean().default(false),
            }),
          )
          .min(1),
        pass: z.number().min(0).max(100).default(90),
        warning: z.number().min(0).max(100).default(75),
        compareWith: z.number().int().min(1).max(100).default(3),
        include: z.enum(['all', 'passOrWarning', 'pass']).default('all'),
        aggregate: z.enum(['avg', 'p50', 'p90', 'p95']).default('avg'),
      })
      .optional(),
    policy: z
      .strictObject({
        /** Path of the rule, such as `release/allow`. */
        path: z
          .string()
          .regex(/^[\w-]+(\/[\w-]+)*$/, 'a path such as release/allow'),
        input: z.record(z.string(), z.json()).default({}),
      })
      .optional(),
    ci: z
      .strictObject({
        /** Left out: that of the product, as the catalog has it. */
        repository: repositorySchema.optional(),
        /** Checks that must have passed; empty: all that there are, at least one. */
        checks: z.array(z.string().min(1)).default([]),
        /** Branch, tag or commit; a template. */
        ref: z.string().min(1).default('main'),
        /** As long as not all have passed they are looked at again so often. */
        interval: durationSchema.default('1m'),
      })
      .optional(),
    sweep: z
      .strictObject({
        /** `metadata.name` of the sweep: its newest run since the train was planned counts; or the id of a run. */
        name: slugSchema,
        accept: z
          .array(z.enum(['succeeded', 'partlySucceeded', 'nothingToDo']))
          .min(1)
          .default(['succeeded', 'nothingToDo']),
      })
      .optional(),
    rehearsal: z
      .strictObject({ rehearsals: z.array(slugSchema).min(1) })
      .optional(),
    onCall: z
      .strictObject({
        /** People that have to be named. */
        required: z.number().int().min(1).max(10).default(1),
      })
      .optional(),
    communications: z
      .strictObject({ communications: z.array(slugSchema).min(1) })
      .optional(),
    dataMigration: z
      .strictObject({
        /** Rehearsals in which the migration was run and undone. */
        rehearsals: z.array(slugSchema).min(1),
        /** Longest that it may have taken there. */
        within: durationSchema.optional(),
      })
      .optional(),
    flagsTested: z
      .strictObject({
        flags: z.array(slugSchema).min(1),
        /** Whether the kill switch of each must have been thrown and seen to work. */
        killSwitch: z.boolean().default(true),
        /** Longest that a client may have taken to see it. */
        within: durationSchema.default('2s'),
      })
      .optional(),
    dashboards: z
      .strictObject({
        /** Dashboards that must be linked and answer. */
        atLeast: z.number().int().min(1).default(1),
        /** Alerts that must be linked and answer. */
        alerts: z.number().int().min(0).default(0),
      })
      .optional(),
  })
  .refine(
    criterion =>
      CRITERION_KINDS.filter(kind => criterion[kind] !== undefined).length ===
      1,
    { message: `exactly one of ${CRITERION_KINDS.join(', ')}` },
  );

/** A decision that people take together on evidence: go, or no-go. @public */
export const trainGateSchema = z.strictObject({
  id: slugSchema,
  title: z.string().min(1).optional(),
  /** What it lets through: the departure, or a wave by its id. */
  before: slugSchema.default('departure'),
  /** When it can be signed. */
  opens: offsetSchema.default('D-7'),
  expiresAfter: durationSchema.default('30d'),
  criteria: z.array(gateCriterionSchema).min(1),
  /** All must hold. None: it goes as soon as its evidence is complete. */
  signOffs: z.array(signOffRuleSchema).default([]),
});

/** @public */
export type CriterionKind = (typeof CRITERION_KINDS)[number];
/** @public */
export type GateCriterion = z.output<typeof gateCriterionSchema>;
/** @public */
export type TrainGate = z.output<typeof trainGateSchema>;

/**
 * Whether a criterion is answered from figures of the moment: the same finding never comes with the same figures twice,
 * and is worth little once it is old.
 *
 * @public
 */
export function isMeasured({ analysis, score }: GateCriterion): boolean {
  return analysis !== undefined || score !== undefined;
}

/** What a criterion asks for. @public */
export function criterionKind(criterion: GateCriterion): CriterionKind {
  return CRITERION_KINDS.find(kind => criterion[kind] !== undefined)!;
}
