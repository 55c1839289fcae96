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
    const settings = Array.from({ length: 50 }, (_, index) =>
      settingOf(scenarioOf(index + 1)),
    ).filter(({ pacing }) => pacing.runLimits.length > 0);
    expect(settings.length).toBeGreaterThan(10);
    for (const { manifest, pacing } of settings) {
      const [limit] = pacing.runLimits;
      const { rolloutEnd } = forecastRun({
        plan: forecastPlanOf(20),
        rollout: manifest.spec.rollout,
        limits: [limit],
        history: { ...NO_HISTORY, failureShare: 0, alreadyFineShare: 0 },
        workers: 20,
        writesPerChange: 1,
        owners: 1,
        now: NOW,
        seed: 1,
      });
      const leastMs = (Math.ceil(20 / limit.max) - 1) * 2 * MINUTE_MS;
      expect(Date.parse(rolloutEnd.p50) - Date.parse(NOW)).toBeGreaterThan(
        leastMs,
      );
    }
  });
});
