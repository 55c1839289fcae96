import { useApi } from '@backstage/core-plugin-api';
import type {
  Forecast,
  RunDetail,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { orchestratorApiRef } from '../../../api';
import { useQuery } from '../../../data';

/** A run in one of these goes where nobody can foresee. */
const UNFORESEEN: RunDetail['status'][] = [
  'finished',
  'cancelled',
  'rollingBack',
];

/**
 * When the run does what.
 *
 * @remarks A forecast costs more than a look, so it is asked for when the run comes to another stage, not at each event.
 */
export function useForecast(run: RunDetail): Forecast | undefined {
  const api = useApi(orchestratorApiRef);
  const { value } = useQuery({
    key: `${run.id}/${run.status}/${run.currentBatch}`,
    live: false,
    keepPrevious: true,
    enabled: !UNFORESEEN.includes(run.status),
    load: signal => api.getForecast({ params: { runId: run.id } }, { signal }),
  });
  return UNFORESEEN.includes(run.status) ? undefined : value?.forecast;
}
