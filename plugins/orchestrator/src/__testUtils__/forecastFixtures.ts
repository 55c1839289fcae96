import type { Forecast } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { TrainForecast } from '../data';

const instant = {
  p50: '2030-01-01T00:00:00.000Z',
  p90: '2030-01-03T00:00:00.000Z',
};

/** A forecast of a sweep that a rate limit decides. */
export function aForecast(patch: Partial<Forecast> = {}): Forecast {
  return {
    finish: instant,
    rolloutEnd: instant,
    changesPerDay: 12,
    batches: [
      { name: 'canary', size: 3, start: instant, end: instant },
      { name: 'batch-1', size: 9, start: instant, end: instant },
    ],
    limits: [{ limit: 'rateLimit', share: 0.7, detail: '80 per 1m (host)' }],
    pauseShare: 0.4,
    samples: 100,
    basedOn: { attempts: 10, reviews: 5, approvals: 1 },
    ...patch,
  };
}

/** A forecast of a train that departs an hour late, for want of a signature. */
export function aTrainForecast(
  patch: Partial<TrainForecast> = {},
): TrainForecast {
  const at = (time: string) => `2030-03-26T${time}:00.000Z`;
  return {
    departure: {
      planned: at('09:00'),
      expected: { p50: at('10:00'), p90: at('14:00') },
      onTimeShare: 0.254,
    },
    waves: [
      {
        id: 'pilot',
        title: 'Pilot customers',
        start: { p50: at('10:00'), p90: at('14:00') },
        end: { p50: at('10:30'), p90: at('14:45') },
        haltShare: 0.123,
        rollbackShare: 0.06,
      },
      {
        id: 'all',
        title: 'Everybody',
        start: { p50: at('10:30'), p90: at('14:45') },
        end: { p50: at('11:00'), p90: at('15:15') },
        haltShare: 0,
        rollbackShare: 0,
      },
    ],
    finish: { p50: at('11:00'), p90: at('15:15') },
    limits: [
      { limit: 'signOff', share: 0.7, detail: 'Go or no-go' },
      { limit: 'soak', share: 0.296 },
      { limit: 'step', share: 0.004 },
    ],
    haltShare: 0.123,
    assumes: [],
    samples: 200,
    basedOn: { trains: 4, gates: 6, steps: 30, waves: 9 },
    ...patch,
  };
}
