import type { NumberLink } from '../components/NumberLinks';
import {
  RUNS_IN_PROGRESS,
  RUNS_THAT_WAIT_FOR_PEOPLE,
  TRAINS_AHEAD,
  TRAINS_TRAVELLING,
} from '../components/states';
import { useInbox, useRuns, useTrains } from '../data';
import { useOrchestratorPaths } from '../routes';
import { useText } from '../translation';

const TRAINS_UNDER_WAY = [...TRAINS_AHEAD, ...TRAINS_TRAVELLING];

/** What waits for the viewer, and how their sweeps and trains stand; without those that are zero. */
export function useHomeNumbers(): NumberLink[] {
  const t = useText();
  const paths = useOrchestratorPaths();
  const waiting = useInbox(1).totalItems;
  const running = useRuns(
    { mine: 'true', status: RUNS_IN_PROGRESS },
    1,
  ).totalItems;
  const stuck = useRuns(
    { mine: 'true', status: RUNS_THAT_WAIT_FOR_PEOPLE },
    1,
  ).totalItems;
  const trains = useTrains(
    { mine: 'true', phase: TRAINS_UNDER_WAY },
    1,
  ).totalItems;
  return [
    {
      count: waiting,
      label: t('home.waiting', { count: waiting }),
      to: paths.inbox(),
    },
    {
      count: running,
      label: t('home.running', { count: running }),
      to: paths.sweeps({ mine: 'true', status: RUNS_IN_PROGRESS }),
    },
    {
      count: stuck,
      label: t('home.stuck', { count: stuck }),
      to: paths.sweeps({ mine: 'true', status: RUNS_THAT_WAIT_FOR_PEOPLE }),
    },
    {
      count: trains,
      label: t('home.trains', { count: trains }),
      to: paths.trains({ mine: 'true', phase: TRAINS_UNDER_WAY }),
    },
  ].filter(({ count }) => count > 0);
}
