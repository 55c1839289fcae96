import {
  forecastPlanOf,
  forecastRun,
  NO_HISTORY,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { scenarioOf, settingOf } from './Scenario';

const MINUTE_MS = 60_000;
const NOW = '2030-01-07T08:00:00.000Z';

describe('a forecast of what is simulated', () => {
  it('never foretells a rollout that is shorter than its own limits allow', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const { manifest, pacing } = settingOf(scenarioOf(seed));
      const [limit] = pacing.limits;
      if (limit) {
        const { rolloutEnd } = forecastRun({
          plan: forecastPlanOf(20),
          rollout: manifest.spec.rollout,
          limits: [limit],
          history: { ...NO_HISTORY, failureShare: 0, alreadyFineShare: 0 },
          workers: 20,
          writesPerChange: 1,
          owners: 1,
          now: NOW,
          seed,
        });
        const leastMs = (Math.ceil(20 / limit.max) - 1) * 2 * MINUTE_MS;
        expect(Date.parse(rolloutEnd.p50) - Date.parse(NOW)).toBeGreaterThan(
          leastMs,
        );
      }
    }
  });
});
