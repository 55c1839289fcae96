import { useApi } from '@backstage/core-plugin-api';
import { useState } from 'react';
import { orchestratorApiRef } from '../../api';
import { QueryView } from '../../components/QueryView';
import { useQuery, useUrlFilters } from '../../data';
import { forEntity } from './manifestText';
import { presetOf } from './presets';
import { SweepEditor } from './SweepEditor';

/**
 * What will it touch? A new sweep from a preset, an earlier sweep (`from`), or for one entity (`entity`).
 *
 * @remarks What to start from is in the address; what is typed since is not.
 */
export function NewSweepPage() {
  const api = useApi(orchestratorApiRef);
  const { one } = useUrlFilters();
  const from = one('from');
  const preset = presetOf(one('preset'));
  const entity = one('entity');
  const earlier = useQuery({
    key: from ?? '',
    enabled: from !== undefined,
    live: false,
    load: async signal =>
      (await api.getRun({ params: { runId: from ?? '' } }, { signal })).source,
  });
  const [presetSource] = useState(() =>
    entity === undefined ? preset.source : forEntity(preset.source, entity),
  );
  if (from === undefined) {
    return (
      <SweepEditor
        initialSource={presetSource}
        preset={preset.id}
        entity={entity}
      />
    );
  }
  return (
    <QueryView query={earlier}>
      {source => <SweepEditor initialSource={source} entity={entity} />}
    </QueryView>
  );
}
