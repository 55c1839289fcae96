import { z } from 'zod/v4';
import { envelopeSchema } from './common';
import {
  absoluteCriterionSchema,
  dateSchema,
  dateTimeSchema,
  durationSchema,
  entityRefSchema,
  offsetSchema,
  personRefSchema,
  segmentSchema,
  slugSchema,
  timeOfDaySchema,
  timezoneSchema,
  trainMetricSchema,
} from './trainFields';
import { trainGateSchema } from './trainGates';
import { trainProductSchema } from './trainProducts';

/** Most products of a train: what grows with them, and only with them, may stand in its own stream. @public */
export const MAX_TRAIN_PRODUCTS = 200;

/** Who a communication is for. @public */
export const PERSONAS = [
  'customers',
  'support',
  'sales',
  'partners',
  'internal',
] as const;

/** Where a communication goes out. @public */
export const CHANNELS = [
  'notification',
  'email',
  'webhook',
  'statusPage',
] as const;

const calendarSchema = z.strictObject({
  holidays: z
    .array(
      z.union([
        dateSchema,
        z.strictObject({ date: dateSchema, name: z.string().min(1) }),
      ]),
    )
    .default([]),
  /** ISO weekdays (1 is Monday) that are no working days. */
  weekend: z.array(z.number().int().min(1).max(7)).max(6).default([6, 7]),
});

const scheduleSchema = z.strictObject({
  /** RFC 5545, in the local time of the train's zone. */
  rrule: z.string().min(1),
  onHoliday: z.enum(['keep', 'skip', 'before', 'after']).default('before'),
});

/** A day before or after the departure. @public */
export const milestoneSchema = z.strictObject({
  id: slugSchema,
  title: z.string().min(1),
  at: offsetSchema,
  days: z.enum(['calendar', 'working']).default('calendar'),
  time: timeOfDaySchema.optional(),
  /** A product that isn't ready by then misses the train, or takes an exception. */
  deadline: z.boolean().default(false),
});

const windowSchema = z.strictObject({
  kind: z.enum(['allow', 'deny']),
  /** Left out: the train's zone. */
  timezone: timezoneSchema.optional(),
  rrule: z.string().min(1).optional(),
  duration: durationSchema.optional(),
  ranges: z
    .array(z.strictObject({ from: dateTimeSchema, to: dateTimeSchema }))
    .optional(),
  reason: z.string().min(1).optional(),
});

const dependencySchema = z.strictObject({
  /** The product that needs the other. */
  from: slugSchema,
  to: slugSchema,
  reason: z.string().min(1),
});

/** A rehearsal that gates may ask for. @public */
export const rehearsalSchema = z.strictObject({
  id: slugSchema,
  title: z.string().min(1),
  environment: z.string().min(1),
  /** Slice of the customers or the data that it is done with. */
  segment: segmentSchema.optional(),
  /** Left out: all products. */
  products: z.array(slugSchema).default([]),
  /** Whether the rollback has to be rehearsed, too. */
  rollback: z.boolean().default(true),
  due: offsetSchema,
});

/** A part of the audience that gets the train at once. @public */
export const waveSchema = z.strictObject({
  id: slugSchema,
  title: z.string().min(1).optional(),
  segment: segmentSchema.prefault({}),
  /** Left out: all products of the train. */
  products: z.array(slugSchema).default([]),
  /** Not before this, whatever else is ready. */
  notBefore: offsetSchema.default('D'),
  /** Wait after the last product is active, in which the metrics are watched. */
  soak: durationSchema.default('0s'),
  analysis: z
    .strictObject({
      /** Sampled from the start of the wave to the end of its soak. */
      during: z.array(trainMetricSchema).default([]),
      /** Sampled once the soak is over. */
      after: z.array(trainMetricSchema).default([]),
    })
    .prefault({}),
  /** What a failed analysis or activation does: stop and ask, or take the products concerned back at once. */
  onFailure: z.enum(['halt', 'rollback']).default('halt'),
  /** Products that are activated at the same time at most. */
  maxParallel: z.number().int().min(1).max(MAX_TRAIN_PRODUCTS).default(10),
});

/** A message to a persona. @public */
export const communicationSchema = z
  .strictObject({
    id: slugSchema,
    persona: z.enum(PERSONAS),
    moment: z.enum(['before', 'update', 'after']),
    /** Sent at this milestone … */
    milestone: slugSchema.optional(),
    /** … or when this wave is done. */
    wave: slugSchema.optional(),
    channels: z
      .array(
        z.strictObject({
          kind: z.enum(CHANNELS),
          /** Recipients: references, addresses, or the name of a webhook in the configuration. */
          to: z.array(z.string().min(1)).min(1),
        }),
      )
      .min(1),
    subject: z.string().min(1).max(300),
    /** Template over `train`, `products`, `milestones`, `wave`. */
    body: z.string().min(1).max(20_000),
    approvers: z.array(personRefSchema).default([]),
  })
  .refine(
    value => (value.milestone === undefined) !== (value.wave === undefined),
    {
      message: 'exactly one of milestone, wave',
    },
  );

/** What shows that a train was worth it. @public */
export const successMetricSchema = z.strictObject({
  id: slugSchema,
  title: z.string().min(1),
  kind: z.enum(['adoption', 'error', 'latency', 'other']),
  /** The product that it is about; left out: the whole train. */
  product: slugSchema.optional(),
  target: absoluteCriterionSchema,
  unit: z.string().max(20).optional(),
  /** Query that answers the value; left out: a person enters it. */
  query: z.string().min(1).optional(),
  server: z.string().min(1).default('default'),
  measure: offsetSchema.default('D+7'),
});

/** @public */
export const trainManifestSchema = envelopeSchema('Train').extend({
  spec: z
    .strictObject({
      owner: entityRefSchema,
      timezone: timezoneSchema,
      /** When it leaves: an instant, or a local time of the zone. */
      departure: dateTimeSchema.optional(),
      /** Departures that repeat; one train is made for each. */
      schedule: scheduleSchema.optional(),
      /** Whether the first wave starts by itself when all is a GO, or when a person says so. */
      depart: z.enum(['manual', 'automatic']).default('manual'),
      calendar: calendarSchema.prefault({}),
      milestones: z.array(milestoneSchema).default([]),
      windows: z.array(windowSchema).default([]),
      products: z.array(trainProductSchema).min(1).max(MAX_TRAIN_PRODUCTS),
      /** Commercial dependencies; technical ones come from the catalog. */
      dependencies: z.array(dependencySchema).default([]),
      /** Groups of products that are only ever rolled back together. */
      coupled: z.array(z.array(slugSchema).min(2)).default([]),
      gates: z.array(trainGateSchema).min(1),
      rehearsals: z.array(rehearsalSchema).default([]),
      waves: z.array(waveSchema).min(1).max(50),
      communications: z.array(communicationSchema).max(200).default([]),
      success: z.array(successMetricSchema).max(100).default([]),
      retry: z
        .strictObject({
          initialInterval: durationSchema.default('60s'),
          coefficient: z.number().min(1).default(2),
          maxInterval: durationSchema.default('10m'),
          maxRetries: z.number().int().min(0).max(20).default(3),
        })
        .prefault({}),
    })
    .refine(
      spec => (spec.departure === undefined) !== (spec.schedule === undefined),
      { message: 'exactly one of departure, schedule' },
    ),
});

/** A train as it is run: all defaults filled in. @public */
export type TrainManifest = z.output<typeof trainManifestSchema>;
/** A train as a person writes it. @public */
export type TrainManifestInput = z.input<typeof trainManifestSchema>;
/** @public */
export type TrainWave = z.output<typeof waveSchema>;
/** @public */
export type TrainRehearsal = z.output<typeof rehearsalSchema>;
/** @public */
export type TrainCommunication = z.output<typeof communicationSchema>;
/** @public */
export type SuccessMetric = z.output<typeof successMetricSchema>;
/** @public */
export type TrainMilestone = z.output<typeof milestoneSchema>;
/** @public */
export type Persona = (typeof PERSONAS)[number];
/** @public */
export type Channel = (typeof CHANNELS)[number];
