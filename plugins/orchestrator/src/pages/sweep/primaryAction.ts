import type {
  RunAction,
  RunStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';

/** The one thing to do next: a command, or the page to look at. */
export type PrimaryAction =
  | Extract<RunAction, 'dryRun' | 'start' | 'pause' | 'resume'>
  | 'reviewApproval'
  | 'seeDiffs'
  | 'seeReport';

const PRIMARY: Record<RunStatus, PrimaryAction> = {
  planned: 'dryRun',
  dryRunning: 'seeDiffs',
  readyToStart: 'start',
  running: 'pause',
  awaitingApproval: 'reviewApproval',
  tracking: 'seeReport',
  paused: 'resume',
  rollingBack: 'seeReport',
  finished: 'seeReport',
  cancelled: 'seeReport',
};

/** The one thing to do next with a run in this state. */
export function primaryActionOf(status: RunStatus): PrimaryAction {
  return PRIMARY[status];
}
