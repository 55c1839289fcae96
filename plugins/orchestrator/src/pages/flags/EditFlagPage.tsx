import {
  definitionOf,
  type FlagDetail,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useState } from 'react';
import { useParams } from 'react-router-dom';
import { stringify } from 'yaml';
import { QueryView } from '../../components/QueryView';
import { useFlag } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { FlagEditor } from './FlagEditor';

/** Changes a flag. */
export function EditFlagPage() {
  const { flagKey = '' } = useParams();
  const query = useFlag(flagKey);
  return (
    <QueryView query={query}>
      {flag => <EditFlag key={flag.key} flag={flag} />}
    </QueryView>
  );
}

function EditFlag({ flag }: { flag: FlagDetail }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  // What is written is a change of this version, even when another one comes in meanwhile.
  const [{ version, source }] = useState(() => ({
    version: flag.version,
    source: stringify(definitionOf(flag)),
  }));
  return (
    <FlagEditor
      title={t('flags.edit.of', { key: flag.key })}
      flagKey={flag.key}
      version={version}
      source={source}
      whyNot={flag.archived && t('flags.isArchived')}
      back={paths.flag(flag.key)}
    />
  );
}
