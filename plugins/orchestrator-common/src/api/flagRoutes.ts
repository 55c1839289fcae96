import { z } from 'zod/v4';
import {
  flagKeySchema,
  flagPutSchema,
  flagScheduleSchema,
} from '../flags/definition';
import {
  FLAG_STATUSES,
  flagDetailSchema,
  flagEventSchema,
  flagSummarySchema,
  providedFlagSchema,
} from './flagSchemas';
import { list, page, paging, reason } from './parts';
import { defineRoute } from './route';

const params = z.object({
  flagKey: flagKeySchema.describe('Name of the flag, as clients ask for it'),
});
/** Other systems have their own rules for keys. */
const provided = z.object({
  provider: z.string().describe('Name in orchestrator.flags.providers'),
  flagKey: z.string().max(256),
});
const tag = 'flags';

/** Routes of the own flag store; evaluation is OFREP's, below `/ofrep/v1`. */
export const flagRoutes = {
  listFlags: defineRoute({
    method: 'get',
    path: '/flags',
    summary:
      'Flags, by their keys; archived ones only where they are asked for',
    tag,
    query: z.object({
      status: list(z.enum(FLAG_STATUSES)),
      q: z.string().max(200).optional().describe('Part of the key or title'),
      entity: z
        .string()
        .max(250)
        .optional()
        .describe('Reference of an entity: only flags that belong to it'),
      ...paging,
    }),
    response: page(flagSummarySchema),
  }),
  getFlag: defineRoute({
    method: 'get',
    path: '/flags/:flagKey',
    summary: 'A flag with its rules, schedules and history',
    tag,
    params,
    response: flagDetailSchema,
  }),
  listFlagEvents: defineRoute({
    method: 'get',
    path: '/flags/:flagKey/events',
    summary: 'All that ever happened to a flag, newest first',
    tag,
    params,
    query: z.object(paging),
    response: page(flagEventSchema),
  }),
  putFlag: defineRoute({
    method: 'put',
    path: '/flags/:flagKey',
    summary: 'Make a flag, or change all of it',
    tag,
    params,
    body: flagPutSchema,
    response: flagDetailSchema,
  }),
  scheduleFlag: defineRoute({
    method: 'post',
    path: '/flags/:flagKey/schedule',
    summary: 'Set what changes by itself, and when',
    tag,
    params,
    body: z.object({ schedules: z.array(flagScheduleSchema).max(50) }),
    response: flagDetailSchema,
  }),
  killFlag: defineRoute({
    method: 'post',
    path: '/flags/:flagKey/kill',
    summary:
      'Give everybody the default variant at once, whatever the rules say',
    tag,
    params,
    body: z.object({ reason }),
    response: flagDetailSchema,
  }),
  reviveFlag: defineRoute({
    method: 'post',
    path: '/flags/:flagKey/revive',
    summary: 'Take a kill back: the rules count again',
    tag,
    params,
    body: z.object({ reason }),
    response: flagDetailSchema,
  }),
  recordFlagTrial: defineRoute({
    method: 'post',
    path: '/flags/:flagKey/trials',
    summary:
      'Say how long a client took to see a kill of the flag, for gates that ask for it',
    tag,
    params,
    body: z.object({
      killedWithinMs: z.number().min(0).max(3_600_000),
    }),
    response: flagDetailSchema,
  }),
  archiveFlag: defineRoute({
    method: 'post',
    path: '/flags/:flagKey/archive',
    summary: 'Take a flag out of use for good; clients no longer find it',
    tag,
    params,
    body: z.object({ reason }),
    response: flagDetailSchema,
  }),
  getProvidedFlag: defineRoute({
    method: 'get',
    path: '/flag-systems/:provider/flags/:flagKey',
    summary: 'What Unleash, LaunchDarkly or another flag system says of a flag',
    tag,
    params: provided,
    response: providedFlagSchema,
  }),
  killProvidedFlag: defineRoute({
    method: 'post',
    path: '/flag-systems/:provider/flags/:flagKey/kill',
    summary: 'Turn a flag of such a system off for everybody',
    tag,
    params: provided,
    body: z.object({ reason }),
    response: providedFlagSchema,
  }),
} as const;
