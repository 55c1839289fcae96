import { useApi } from '@backstage/core-plugin-api';
import {
  RUN_ACTIONS,
  type RunAction,
  type RunDetail,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useMemo } from 'react';
import { orchestratorApiRef } from '../../api';
import { useReasonField } from '../../components/dialogs';
import type { OfferedAction } from '../../components/RunActions';
import { useText } from '../../translation';
import { cancelConsequences, rollbackConsequences } from './consequences';

/** What can be asked of a sweep as a whole; approvals are signed where their evidence is. */
type SweepActionName = Exclude<RunAction, 'approve' | 'reject'>;

/** The actions with a sweep, with what the backend says of each. */
export function useSweepActions(run: RunDetail): OfferedAction[] {
  const api = useApi(orchestratorApiRef);
  const t = useText();
  const reasonField = useReasonField();
  return useMemo(() => {
    const params = { runId: run.id };
    const failed = (run.counts.failed ?? 0) + (run.counts.cancelled ?? 0);
    const asks: Partial<Record<SweepActionName, OfferedAction['ask']>> = {
      pause: {
        title: t('sweep.pauseRun.title'),
        consequences: [t('sweep.pauseRun.what')],
        fields: [reasonField],
      },
      cancel: {
        title: t('sweep.cancelRun.title', { title: run.title }),
        consequences: cancelConsequences(t, run),
        fields: [reasonField],
      },
      rollback: {
        title: t('sweep.rollback.title', { title: run.title }),
        consequences: rollbackConsequences(t, run.counts),
        fields: [reasonField],
      },
      overrideWindow: {
        title: t('sweep.overrideWindow.title'),
        consequences: [
          run.closedWindow?.reason ?? '',
          t('sweep.overrideWindow.what'),
        ].filter(line => line !== ''),
        fields: [reasonField],
      },
      resume:
        run.pause?.cause === 'failureRate'
          ? {
              title: t('sweep.resumeRun.title'),
              consequences: [t('sweep.resumeRun.failures', { count: failed })],
            }
          : undefined,
    };
    const performs: Record<SweepActionName, OfferedAction['perform']> = {
      dryRun: () => api.dryRun({ params }),
      start: () => api.startRun({ params }),
      pause: ({ reason }) => api.pauseRun({ params, body: { reason } }),
      resume: () => api.resumeRun({ params }),
      cancel: ({ reason }) => api.cancelRun({ params, body: { reason } }),
      retryFailed: () => api.retryTargets({ params, body: {} }),
      rollback: ({ reason }) => api.rollback({ params, body: { reason } }),
      overrideWindow: ({ reason }) =>
        api.overrideWindow({ params, body: { reason } }),
    };
    return RUN_ACTIONS.filter(
      (name): name is SweepActionName =>
        name !== 'approve' &&
        name !== 'reject' &&
        (name !== 'overrideWindow' || run.closedWindow !== undefined),
    ).map(name => {
      const state = run.actions[name];
      return {
        name,
        label:
          name === 'retryFailed' && failed > 0
            ? t('sweep.action.retryFailedCount', { count: failed })
            : t(`sweep.action.${name}`),
        whyNot: state?.allowed ? undefined : state?.reason ?? t('sweep.notNow'),
        done: t(`sweep.done.${name}`),
        ask: asks[name],
        perform: performs[name],
      };
    });
  }, [api, reasonField, run, t]);
}
