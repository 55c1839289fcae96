import type { NumberLink } from '../components/NumberLinks';
import { RUNS_IN_PROGRESS } from '../components/states';
import type { EntitySummary } from '../data';
import type { OrchestratorPaths } from '../routes';
import type { Text } from '../translation';

/** What is open, waits and runs for an entity, each number with the way to its rows. */
export function entityNumbers(
  t: Text,
  paths: OrchestratorPaths,
  entityRef: string,
  summary: EntitySummary,
): NumberLink[] {
  const inProgress = { entity: entityRef, status: RUNS_IN_PROGRESS };
  return [
    {
      count: summary.openChanges,
      label: t('entity.openChanges', { count: summary.openChanges }),
      to: paths.sweeps({ entity: entityRef }),
    },
    {
      count: summary.waitingForOwner,
      label: t('entity.waiting', { count: summary.waitingForOwner }),
      to: paths.inbox(),
    },
    {
      count: summary.runsInProgress,
      label: t('entity.running', { count: summary.runsInProgress }),
      to: paths.sweeps(inProgress),
    },
  ];
}
