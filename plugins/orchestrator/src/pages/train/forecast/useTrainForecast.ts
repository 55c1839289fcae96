import { useApi } from '@backstage/core-plugin-api';
import { useMemo } from 'react';
import { orchestratorApiRef } from '../../../api';
import {
  useQuery,
  type Query,
  type TrainDetail,
  type TrainForecast,
} from '../../../data';

/** A forecast as it was asked for last; `forecast` is absent where nothing is foreseen. */
export type TrainForecastQuery = Pick<
  Query<{ forecast?: TrainForecast }>,
  'value' | 'error' | 'refresh'
>;

/**
 * When a train does what.
 *
 * @remarks
 * A forecast costs more than a look, so it is asked for when the train has come on: a gate, a criterion, a wave, its
 * plan.
 */
export function useTrainForecast(detail: TrainDetail): TrainForecastQuery {
  const api = useApi(orchestratorApiRef);
  const { id, phase, paused, waves, board, train } = detail;
  const { value, error, refresh } = useQuery({
    key: JSON.stringify([
      id,
      phase,
      paused,
      train.plan.revision,
      waves.map(({ status }) => status),
      board.map(({ status, questions }) => [status, questions.length]),
    ]),
    live: false,
    keepPrevious: true,
    load: signal =>
      api.getTrainForecast({ params: { trainId: id } }, { signal }),
  });
  return useMemo(() => ({ value, error, refresh }), [value, error, refresh]);
}
