import { useApi } from '@backstage/core-plugin-api';
import {
  parseManifest,
  type ManifestIssue,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useMemo, useState } from 'react';
import useDebounce from 'react-use/lib/useDebounce';
import { orchestratorApiRef } from '../../api';
import {
  useQuery,
  type Query,
  type TrainForecast,
  type TrainPreview,
} from '../../data';
import { useText } from '../../translation';

const TYPING_PAUSE_MS = 500;

/** A manifest that is being written, with what is wrong with it and what would follow from it. */
export interface TrainDraft {
  source: string;
  setSource: (source: string) => void;
  issues: ManifestIssue[];
  /** Of the manifest, where it can be read. */
  timezone?: string;
  preview: Query<TrainPreview>;
  forecast: Query<TrainForecast>;
  /** The text can be read; its plan may still be on the way. */
  valid: boolean;
  /** Why the text can't be used yet. */
  whyNot?: string;
}

/** Checks a manifest in the browser as it is typed, and asks for its plan when the typing pauses. */
export function useTrainDraft(initial: string): TrainDraft {
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const [source, setSource] = useState(initial);
  const [settled, setSettled] = useState(initial);
  useDebounce(() => setSettled(source), TYPING_PAUSE_MS, [source]);
  const { issues, timezone } = useMemo(() => {
    const result = parseManifest(settled, { kinds: ['Train'] });
    return 'issues' in result
      ? { issues: result.issues }
      : { issues: [], timezone: result.manifest.spec.timezone };
  }, [settled]);
  const valid = issues.length === 0;
  const preview = useQuery({
    key: settled,
    live: false,
    keepPrevious: true,
    enabled: valid,
    load: signal =>
      api.previewTrain({ body: { manifest: settled } }, { signal }),
  });
  const forecast = useQuery({
    key: settled,
    live: false,
    keepPrevious: true,
    // It looks at the same catalog: what can't be planned can't be foretold.
    enabled: valid && preview.value !== undefined && !preview.refreshing,
    load: async signal =>
      (await api.forecastTrain({ body: { manifest: settled } }, { signal }))
        .forecast,
  });
  const checking = source !== settled || (valid && preview.refreshing);
  return {
    source,
    setSource,
    issues,
    timezone,
    preview,
    forecast,
    valid,
    whyNot:
      (checking ? t('newSweep.checking') : undefined) ??
      (valid ? undefined : t('newSweep.mistakes', { count: issues.length })),
  };
}
