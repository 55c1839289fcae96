import { useApi } from '@backstage/core-plugin-api';
import { QueryView } from '../../components/QueryView';
import { useQuery, useUrlFilters } from '../../data';
import { orchestratorApiRef } from '../../api';
import { TrainEditor } from './TrainEditor';

/**
 * What would follow? A new train from an example (`example`), or from an earlier train (`from`).
 *
 * @remarks What to start from is in the address; what is typed since is not.
 */
export function NewTrainPage() {
  const api = useApi(orchestratorApiRef);
  const { one } = useUrlFilters();
  const from = one('from');
  const earlier = useQuery({
    key: from ?? '',
    enabled: from !== undefined,
    live: false,
    load: async signal =>
      (await api.getTrain({ params: { trainId: from ?? '' } }, { signal }))
        .source,
  });
  return from === undefined ? (
    <TrainEditor example={one('example')} />
  ) : (
    <QueryView query={earlier}>
      {source => <TrainEditor source={source} />}
    </QueryView>
  );
}
