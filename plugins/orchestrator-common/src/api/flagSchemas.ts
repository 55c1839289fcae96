import { z } from 'zod/v4';
import {
  FLAG_TYPES,
  flagRuleSchema,
  flagScheduleSchema,
} from '../flags/definition';
import { actorSchema, jsonValueSchema } from './schemas';

const time = z.iso.datetime().describe('ISO 8601, UTC');

/** What flags can be listed by. @public */
export const FLAG_STATUSES = ['active', 'killed', 'archived'] as const;

/** {@inheritDoc FLAG_STATUSES} @public */
export type FlagStatus = (typeof FLAG_STATUSES)[number];

const verdict = z.object({ by: z.string(), reason: z.string(), at: time });

const standing = z
  .object({
    enabled: z.boolean(),
    variant: z.string().describe('What those get whom no rule fits'),
    next: flagScheduleSchema
      .optional()
      .describe('The next change that comes by itself'),
  })
  .describe('What the flag is now, by its schedules');

const common = {
  key: z.string(),
  title: z.string().optional(),
  entity: z
    .string()
    .optional()
    .describe('Reference of the system or component that it belongs to'),
  type: z.enum(FLAG_TYPES),
  status: z.enum(FLAG_STATUSES),
  version: z.number().int(),
  defaultVariant: z.string(),
  standing,
  killed: verdict.optional(),
  archived: verdict.optional(),
  tried: z
    .object({
      killedWithinMs: z.number().describe('Milliseconds'),
      by: z.string(),
      at: time,
      changedAt: time
        .optional()
        .describe(
          'When the flag became another one than was tried; absent: it is the same',
        ),
    })
    .optional()
    .describe('The last trial of the kill switch'),
  createdAt: time,
  createdBy: z.string(),
  updatedAt: time,
};

/** A flag as a row of a table. @public */
export const flagSummarySchema = z.object({
  ...common,
  rules: z.number().int().describe('How many it has'),
});

/** An event of a flag. @public */
export const flagEventSchema = z.object({
  position: z.number().int(),
  version: z.number().int(),
  type: z.string(),
  data: jsonValueSchema,
  actor: actorSchema,
  requestId: z.string(),
  causationId: z.string().optional(),
  occurredAt: time,
});

/** All that is known of a flag. @public */
export const flagDetailSchema = z.object({
  ...common,
  description: z.string(),
  variants: z.record(z.string(), jsonValueSchema),
  rules: z.array(flagRuleSchema),
  schedules: z.array(flagScheduleSchema),
  enabled: z.boolean().describe('As written; schedules may say otherwise'),
  history: z
    .array(flagEventSchema)
    .describe('Its newest events, newest first; `listFlagEvents` has all'),
});

/** What a flag system says of a flag. @public */
export const providedFlagSchema = z.object({
  key: z.string(),
  enabled: z.boolean().describe('Whether its rules are looked at at all'),
  killed: z.boolean(),
  owners: z
    .array(z.object({ run: z.string(), wave: z.string() }))
    .describe('Waves of trains that have a rule'),
});

/** What a flag system says of a flag. @public */
export type ProvidedFlag = z.output<typeof providedFlagSchema>;
/** A flag as a row of a table. @public */
export type FlagSummary = z.output<typeof flagSummarySchema>;
/** All that is known of a flag. @public */
export type FlagDetail = z.output<typeof flagDetailSchema>;
/** An event of a flag. @public */
export type FlagEventRecord = z.output<typeof flagEventSchema>;
