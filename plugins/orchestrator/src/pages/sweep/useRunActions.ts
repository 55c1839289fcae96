import { useApi } from '@backstage/core-plugin-api';
import {
  RUN_ACTIONS,
  type RunAction,
  type RunDetail,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useMemo } from 'react';
import { orchestratorApiRef } from '../../api';
import { useText } from '../../translation';
import { cancelConsequences, rollbackConsequences } from './consequences';

/** Commands to a run as a whole; approvals are signed where their evidence is. */
export type RunCommandName = Exclude<RunAction, 'approve' | 'reject'>;

/** A command to a run: whether it may be given, what it does, how to give it. */
export interface RunCommand {
  name: RunCommandName;
  label: string;
  /** Why it can't be given now. */
  whyNot?: string;
  done: string;
  /** Asked before it is given; absent: it is given at once. */
  ask?: {
    title: string;
    consequences: string[];
    reason: 'required' | 'optional' | 'none';
  };
  perform: (reason: string) => Promise<unknown>;
}

/** The commands to a run, with what the backend says of each. */
export function useRunActions(run: RunDetail): RunCommand[] {
  const api = useApi(orchestratorApiRef);
  const t = useText();
  return useMemo(() => {
    const params = { runId: run.id };
    const failed = (run.counts.failed ?? 0) + (run.counts.cancelled ?? 0);
    const asks: Partial<Record<RunCommandName, RunCommand['ask']>> = {
      pause: {
        title: t('sweep.pauseRun.title'),
        consequences: [t('sweep.pauseRun.what')],
        reason: 'required',
      },
      cancel: {
        title: t('sweep.cancelRun.title', { title: run.title }),
        consequences: cancelConsequences(t, run),
        reason: 'required',
      },
      rollback: {
        title: t('sweep.rollback.title', { title: run.title }),
        consequences: rollbackConsequences(t, run.counts),
        reason: 'required',
      },
      overrideWindow: {
        title: t('sweep.overrideWindow.title'),
        consequences: [
          run.closedWindow?.reason ?? '',
          t('sweep.overrideWindow.what'),
        ].filter(line => line !== ''),
        reason: 'required',
      },
      resume:
        run.pause?.cause === 'failureRate'
          ? {
              title: t('sweep.resumeRun.title'),
              consequences: [t('sweep.resumeRun.failures', { count: failed })],
              reason: 'none',
            }
          : undefined,
    };
    const performs: Record<RunCommandName, RunCommand['perform']> = {
      dryRun: () => api.dryRun({ params }),
      start: () => api.startRun({ params }),
      pause: reason => api.pauseRun({ params, body: { reason } }),
      resume: () => api.resumeRun({ params }),
      cancel: reason => api.cancelRun({ params, body: { reason } }),
      retryFailed: () => api.retryTargets({ params, body: {} }),
      rollback: reason => api.rollback({ params, body: { reason } }),
      overrideWindow: reason =>
        api.overrideWindow({ params, body: { reason } }),
    };
    return RUN_ACTIONS.filter(
      (name): name is RunCommandName =>
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
  }, [api, run, t]);
}
