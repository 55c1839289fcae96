import { z } from 'zod/v4';
import { addDays, parseOffset } from '../calendar';
import { validateVersionRange } from '../contracts';
import { badInput } from '../pacing';
import { parseCriterion } from '../scoring';
import { checkTimezone, parseLocalOrInstant } from '../windows/localTime';
import { durationSchema, entityRefSchema, slugSchema } from './common';

/** A text that a function reads; what it throws says what is accepted. */
function readable(read: (text: string) => unknown) {
  return z.string().superRefine((text, context) => {
    try {
      read(text);
    } catch (error) {
      context.addIssue({
        code: 'custom',
        message: (error as Error).message,
      });
    }
  });
}

/** An IANA time zone. */
export const timezoneSchema = readable(text => checkTimezone(text, 'timezone'));

/** A distance from the departure: `D-30`, `D`, `D+7`, `D-90m`. */
export const offsetSchema = readable(text => parseOffset(text));

/** A date, `2030-12-24`. */
export const dateSchema = readable(text => addDays(text, 0));

/** A time on the local clock. */
export const timeOfDaySchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 09:00');

/** An instant, or a local time of the train's zone. */
export const dateTimeSchema = readable(text =>
  parseLocalOrInstant(text, 'UTC', 'time'),
);

/** A range of versions as npm reads them. */
export const versionRangeSchema = readable(text => validateVersionRange(text));

/** A comparison such as `<500` or `>=99.5`. */
export const criterionTextSchema = readable(parseCriterion);

/** A comparison with a number of its own, not with a history. */
export const absoluteCriterionSchema = readable(text => {
  if (parseCriterion(text).relative) {
    throw badInput('target', text, 'a comparison with a number, such as >=20');
  }
});

/** A person or a group. */
export const personRefSchema = z
  .string()
  .regex(
    /^(user|group):[a-z0-9._-]+\/[a-z0-9._-]+$/i,
    'a reference to a user or a group, such as group:default/release-managers',
  );

/** A repository of a code host; no segment is hidden, an option or a way up. */
export const repositorySchema = z
  .string()
  .regex(
    /^(?!.*\.\.)(?:[a-z][a-z0-9-]*:|https:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?\/)[A-Za-z0-9_~][A-Za-z0-9._~-]*(?:\/[A-Za-z0-9_~][A-Za-z0-9._~-]*)*$/,
    'a repository such as github:org/payments-api or https://github.example.com/org/payments-api',
  );

/** What of the customers a wave, a rehearsal or a flag reaches; an empty list leaves that side open. @public */
export const segmentSchema = z.strictObject({
  regions: z.array(z.string().min(1)).default([]),
  plans: z.array(z.string().min(1)).default([]),
  /** Pilot customers, by the key under which flags know them. */
  customers: z.array(z.string().min(1)).default([]),
  /** Share of those, 1 to 100. */
  percent: z.number().positive().max(100).default(100),
});

/** Who may sign, how many, and which roles must be there. Rule: semantics, section 3. @public */
export const signOffRuleSchema = z.strictObject({
  id: slugSchema,
  title: z.string().min(1).optional(),
  /** Users or groups who may sign. */
  from: z.array(personRefSchema).min(1),
  /** Distinct people that it takes. */
  required: z.number().int().min(1).max(50).default(1),
  /** Roles that must each be present once, each by another person: role → who has it. */
  roles: z.record(slugSchema, z.array(personRefSchema).min(1)).default({}),
  /** Whether whoever started or last edited the train counts. */
  selfApproval: z.boolean().default(false),
});

/** What a metric is read from. Exactly one of `prometheus`, `http`, `burnRate`, `comparison`. @public */
export const METRIC_SOURCES = [
  'prometheus',
  'http',
  'burnRate',
  'comparison',
] as const;

const queryTemplate = z.string().min(1);

/** A metric of an analysis. Rule: semantics, section 1. @public */
export const trainMetricSchema = z
  .strictObject({
    name: slugSchema,
    title: z.string().min(1).optional(),
    /** The product that a failure is about; without one it is about all products of the wave. */
    product: slugSchema.optional(),
    interval: durationSchema.optional(),
    count: z.number().int().min(1).optional(),
    failureLimit: z.number().int().min(-1).optional(),
    inconclusiveLimit: z.number().int().min(0).optional(),
    consecutiveErrorLimit: z.number().int().min(0).optional(),
    consecutiveSuccessLimit: z.number().int().min(0).optional(),
    successCondition: z.string().optional(),
    failureCondition: z.string().optional(),
    onNoData: z.enum(['success', 'failure', 'error']).optional(),
    dryRun: z.boolean().default(false),
    prometheus: z
      .strictObject({
        /** Template over `product`, `segment`, `wave` and `train`. */
        query: queryTemplate,
        /** Name of a server in the configuration. */
        server: z.string().min(1).default('default'),
        /** Length of a range query; without it the query is instant. */
        range: durationSchema.optional(),
        step: durationSchema.optional(),
      })
      .optional(),
    http: z
      .strictObject({
        url: queryTemplate,
        method: z.enum(['GET', 'POST']).default('GET'),
        headers: z.record(z.string(), z.string()).default({}),
        body: z.json().optional(),
        /** JSON pointer to the value in the answer; empty: the whole of it. */
        pointer: z
          .string()
          .regex(/^(\/([^~/]|~0|~1)*)*$/, 'a JSON pointer such as /data/value')
          .default(''),
      })
      .optional(),
    burnRate: z
      .strictObject({
        /** Share of good events that is promised, in percent. */
        objective: z.number().gt(0).lt(100),
        /** Template with `window`; answers the share of bad events, 0 to 1. */
        errorRatio: queryTemplate,
        server: z.string().min(1).default('default'),
      })
      .optional(),
    comparison: z
      .strictObject({
        /** Queries that answer the samples of each side. */
        canary: queryTemplate,
        baseline: queryTemplate,
        server: z.string().min(1).default('default'),
        range: durationSchema.default('10m'),
        step: durationSchema.default('30s'),
        /** Which way is bad. */
        worse: z.enum(['higher', 'lower', 'either']).default('higher'),
        /** Difference of the medians, in percent of the baseline, that is borne. */
        tolerance: z.number().min(0).default(0),
        confidence: z.number().gt(0).lt(1).default(0.98),
      })
      .optional(),
  })
  .refine(
    metric =>
      METRIC_SOURCES.filter(source => metric[source] !== undefined).length ===
      1,
    { message: `exactly one of ${METRIC_SOURCES.join(', ')}` },
  );

export { durationSchema, entityRefSchema, slugSchema };

/** @public */
export type Segment = z.output<typeof segmentSchema>;
/** @public */
export type SignOffRule = z.output<typeof signOffRuleSchema>;
/** @public */
export type TrainMetric = z.output<typeof trainMetricSchema>;
