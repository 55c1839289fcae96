import { z } from 'zod/v4';

const time = z.iso.datetime().describe('ISO 8601, UTC');

/** What a rate limit has left now. @public */
export const pacingLimitSchema = z.object({
  scope: z.enum(['global', 'host', 'owner', 'run']),
  key: z
    .string()
    .optional()
    .describe(
      'What it counts together: type of a code host, owner of targets (empty: those without one), or id of a run. Absent where it counts everything, and where nobody has sent anything that it counts.',
    ),
  runId: z
    .string()
    .optional()
    .describe(
      'The run whose manifest sets it; absent: the configuration does, for every run',
    ),
  max: z.number().int().describe('Requests that may be sent in any span'),
  per: z.string().describe('Length of the span, such as 1m'),
  used: z
    .number()
    .int()
    .describe(
      'Requests in the span that ends now, with those that attempts under way may still send',
    ),
  left: z.number().int().describe('Requests that may be sent now'),
  freeAt: time
    .optional()
    .describe(
      'Where nothing is left: when the next request has room, at the earliest',
    ),
  waiting: z
    .number()
    .int()
    .describe('Targets and steps that wait for this limit before any other'),
  lastTurn: time.optional().describe('When the last of them has its turn'),
});

/** How busy a code host is kept, and whether it asked to wait. @public */
export const pacingHostSchema = z.object({
  host: z
    .string()
    .describe(
      'Type of the code host; a GitHub other than github.com by its address',
    ),
  sleepsUntil: time.optional().describe('Nobody sends anything before'),
  reason: z.string().optional().describe('Why it sleeps, as it said it'),
  writing: z.number().int().describe('Targets and steps that write to it now'),
  concurrency: z
    .number()
    .int()
    .optional()
    .describe('How many may at the same time; absent: no such limit'),
  waiting: z
    .number()
    .int()
    .describe('Targets and steps that wait for their turn at it'),
  lastTurn: time.optional().describe('When the last of them has its turn'),
});

/** What keeps writes to code hosts back just now. @public */
export const pacingStateSchema = z.object({
  at: time.describe('When it was looked, by the clock that the limits go by'),
  limits: z
    .array(pacingLimitSchema)
    .describe('Those of the configuration first, then those of runs'),
  hosts: z
    .array(pacingHostSchema)
    .describe(
      'The code hosts that are configured, and whatever else was written to or sleeps',
    ),
});

/** What a rate limit has left now. @public */
export type PacingLimit = z.output<typeof pacingLimitSchema>;
/** How busy a code host is kept, and whether it asked to wait. @public */
export type PacingHost = z.output<typeof pacingHostSchema>;
/** What keeps writes to code hosts back just now. @public */
export type PacingState = z.output<typeof pacingStateSchema>;
