import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import type { FlagDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useState } from 'react';
import { orchestratorApiRef } from '../../api';
import { ReasonDialog } from '../../components/dialogs';
import { ExplainedButton } from '../../components/ExplainedButton';
import { useText } from '../../translation';
import { tryKillSwitch } from './tryKillSwitch';

/**
 * Tries the kill switch from this browser, which asks for the flag as any other client does. Gates of trains ask for
 * such a trial.
 */
export function TryKillSwitch(props: {
  flag: FlagDetail;
  /** Why the caller may not kill it; undefined where they may. */
  whyNot: string | undefined;
  /** Takes what the trial has left. */
  changed: (flag: FlagDetail) => void;
}) {
  const { flag, whyNot, changed } = props;
  const { key } = flag;
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const evaluate = useEvaluation(key);
  const [asking, setAsking] = useState(false);
  const perform = async (reason: string) => {
    const call = { params: { flagKey: key }, body: { reason } };
    await tryKillSwitch({
      kill: () => api.killFlag(call),
      seesKill: async () => (await evaluate()).reason === 'DISABLED',
      revive: async () => changed(await api.reviveFlag(call)),
      record: async killedWithinMs =>
        changed(
          await api.recordFlagTrial({
            params: { flagKey: key },
            body: { killedWithinMs },
          }),
        ),
      now: () => performance.now(),
      sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
    });
  };
  return (
    <>
      <ExplainedButton
        variant="outlined"
        whyNot={whyNot ?? (flag.killed ? t('flags.isKilled') : undefined)}
        onClick={() => setAsking(true)}
      >
        {t('flags.try')}
      </ExplainedButton>
      <ReasonDialog
        open={asking}
        title={t('flags.tryAsk', { key })}
        consequences={[t('flags.tryEffect', { variant: flag.defaultVariant })]}
        action={t('flags.try')}
        reason="required"
        done={t('flags.tryDone', { key })}
        perform={perform}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

/** What OFREP answers now. */
function useEvaluation(key: string): () => Promise<{ reason?: string }> {
  const discovery = useApi(discoveryApiRef);
  const { fetch } = useApi(fetchApiRef);
  return async () => {
    const base = await discovery.getBaseUrl('orchestrator');
    const response = await fetch(
      `${base}/ofrep/v1/evaluate/flags/${encodeURIComponent(key)}`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ context: { targetingKey: 'trial' } }),
      },
    );
    return response.json();
  };
}
