import { z } from 'zod/v4';
import { TRAIN_FORECAST_LIMITS } from '../forecast/trainTypes';
import { forecastInstantSchema } from './schemas';

const share = z.number().min(0).max(1);

/** When a train does what. @public */
export const trainForecastSchema = z.object({
  departure: z
    .object({
      planned: z.iso.datetime(),
      expected: forecastInstantSchema,
      onTimeShare: share.describe(
        'Share of cases in which all that has to be there for the departure is there when it is planned',
      ),
    })
    .optional()
    .describe('Absent once it has departed'),
  waves: z
    .array(
      z.object({
        id: z.string(),
        title: z.string(),
        start: forecastInstantSchema,
        end: forecastInstantSchema,
        haltShare: share.describe('How likely it is to be halted'),
        rollbackShare: share.describe(
          'How likely it is that products are taken back from it',
        ),
      }),
    )
    .describe('Those that are not done'),
  finish: forecastInstantSchema.describe('All waves are done'),
  limits: z.array(
    z.object({
      limit: z.enum(TRAIN_FORECAST_LIMITS),
      share: share.describe('Of the time until the end'),
      detail: z
        .string()
        .optional()
        .describe('Which one, such as the title of a gate'),
    }),
  ),
  haltShare: share.describe(
    'How likely it is that one of the waves is halted; the dates hold where none is',
  ),
  assumes: z
    .array(z.string())
    .describe('What it takes as cleared away now, in words'),
  samples: z.number().int(),
  basedOn: z.object({
    trains: z.number().int(),
    gates: z.number().int(),
    steps: z.number().int(),
    waves: z.number().int(),
  }),
});
