import BlockIcon from '@material-ui/icons/Block';
import CallMergeIcon from '@material-ui/icons/CallMerge';
import CancelIcon from '@material-ui/icons/Cancel';
import CheckIcon from '@material-ui/icons/Check';
import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import ErrorIcon from '@material-ui/icons/Error';
import HelpOutlineIcon from '@material-ui/icons/HelpOutline';
import HourglassEmptyIcon from '@material-ui/icons/HourglassEmpty';
import PanToolIcon from '@material-ui/icons/PanTool';
import PauseCircleFilledIcon from '@material-ui/icons/PauseCircleFilled';
import PlayCircleFilledIcon from '@material-ui/icons/PlayCircleFilled';
import PlaylistAddCheckIcon from '@material-ui/icons/PlaylistAddCheck';
import RateReviewIcon from '@material-ui/icons/RateReview';
import ScheduleIcon from '@material-ui/icons/Schedule';
import SkipNextIcon from '@material-ui/icons/SkipNext';
import SyncIcon from '@material-ui/icons/Sync';
import UndoIcon from '@material-ui/icons/Undo';
import WarningIcon from '@material-ui/icons/Warning';
import type {
  ApprovalState,
  ChangeState,
  ChecksState,
  GateResult,
  ReviewState,
  RunOutcome,
  RunStatus,
  TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { StateLook } from './StateChip';

export const RUN_LOOKS: Record<RunStatus, StateLook> = {
  planned: { icon: PlaylistAddCheckIcon, tone: 'neutral' },
  dryRunning: { icon: SyncIcon, tone: 'running' },
  readyToStart: { icon: PlaylistAddCheckIcon, tone: 'attention' },
  running: { icon: PlayCircleFilledIcon, tone: 'running' },
  awaitingApproval: { icon: PanToolIcon, tone: 'attention' },
  tracking: { icon: RateReviewIcon, tone: 'open' },
  paused: { icon: PauseCircleFilledIcon, tone: 'attention' },
  rollingBack: { icon: UndoIcon, tone: 'attention' },
  finished: { icon: CheckCircleIcon, tone: 'good' },
  cancelled: { icon: CancelIcon, tone: 'muted' },
};

export const OUTCOME_LOOKS: Record<RunOutcome, StateLook> = {
  succeeded: { icon: CheckCircleIcon, tone: 'good' },
  partlySucceeded: { icon: WarningIcon, tone: 'attention' },
  failed: { icon: ErrorIcon, tone: 'bad' },
  nothingToDo: { icon: CheckIcon, tone: 'neutral' },
  rolledBack: { icon: UndoIcon, tone: 'neutral' },
};

export const TARGET_LOOKS: Record<TargetStatus, StateLook> = {
  problem: { icon: WarningIcon, tone: 'bad' },
  pending: { icon: HourglassEmptyIcon, tone: 'neutral' },
  dryRunQueued: { icon: SyncIcon, tone: 'running' },
  ready: { icon: PlaylistAddCheckIcon, tone: 'neutral' },
  alreadyFine: { icon: CheckIcon, tone: 'neutral' },
  applyQueued: { icon: SyncIcon, tone: 'running' },
  needsReview: { icon: PanToolIcon, tone: 'attention' },
  open: { icon: RateReviewIcon, tone: 'open' },
  merged: { icon: CallMergeIcon, tone: 'good' },
  declined: { icon: BlockIcon, tone: 'attention' },
  failed: { icon: ErrorIcon, tone: 'bad' },
  skipped: { icon: SkipNextIcon, tone: 'muted' },
  cancelled: { icon: CancelIcon, tone: 'muted' },
  rollbackQueued: { icon: UndoIcon, tone: 'running' },
  withdrawn: { icon: UndoIcon, tone: 'neutral' },
  reverting: { icon: UndoIcon, tone: 'running' },
  reverted: { icon: UndoIcon, tone: 'neutral' },
};

export const GATE_LOOKS: Record<GateResult['result'], StateLook> = {
  passed: { icon: CheckCircleIcon, tone: 'good' },
  failed: { icon: ErrorIcon, tone: 'bad' },
  failedBefore: { icon: WarningIcon, tone: 'attention' },
  error: { icon: HelpOutlineIcon, tone: 'bad' },
  skipped: { icon: SkipNextIcon, tone: 'muted' },
};

export const CHANGE_LOOKS: Record<ChangeState, StateLook> = {
  draft: { icon: ScheduleIcon, tone: 'neutral' },
  open: { icon: RateReviewIcon, tone: 'open' },
  merged: { icon: CallMergeIcon, tone: 'good' },
  closed: { icon: BlockIcon, tone: 'attention' },
};

export const REVIEW_LOOKS: Record<ReviewState, StateLook> = {
  pending: { icon: HourglassEmptyIcon, tone: 'neutral' },
  approved: { icon: CheckCircleIcon, tone: 'good' },
  changesRequested: { icon: RateReviewIcon, tone: 'attention' },
};

export const CHECKS_LOOKS: Record<ChecksState, StateLook> = {
  unknown: { icon: HelpOutlineIcon, tone: 'muted' },
  pending: { icon: SyncIcon, tone: 'running' },
  passed: { icon: CheckCircleIcon, tone: 'good' },
  failed: { icon: ErrorIcon, tone: 'bad' },
};

export const APPROVAL_LOOKS: Record<ApprovalState['state'], StateLook> = {
  open: { icon: PanToolIcon, tone: 'attention' },
  approved: { icon: CheckCircleIcon, tone: 'good' },
  rejected: { icon: BlockIcon, tone: 'bad' },
  expired: { icon: ScheduleIcon, tone: 'bad' },
};
