import AlarmIcon from '@material-ui/icons/Alarm';
import BlockIcon from '@material-ui/icons/Block';
import CancelIcon from '@material-ui/icons/Cancel';
import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import DoneAllIcon from '@material-ui/icons/DoneAll';
import ErrorIcon from '@material-ui/icons/Error';
import FlagIcon from '@material-ui/icons/Flag';
import GavelIcon from '@material-ui/icons/Gavel';
import HelpOutlineIcon from '@material-ui/icons/HelpOutline';
import HourglassEmptyIcon from '@material-ui/icons/HourglassEmpty';
import PanToolIcon from '@material-ui/icons/PanTool';
import PlayCircleFilledIcon from '@material-ui/icons/PlayCircleFilled';
import PlaylistAddCheckIcon from '@material-ui/icons/PlaylistAddCheck';
import RadioButtonUncheckedIcon from '@material-ui/icons/RadioButtonUnchecked';
import RateReviewIcon from '@material-ui/icons/RateReview';
import ReportProblemIcon from '@material-ui/icons/ReportProblem';
import ScheduleIcon from '@material-ui/icons/Schedule';
import SkipNextIcon from '@material-ui/icons/SkipNext';
import StopIcon from '@material-ui/icons/Stop';
import SyncIcon from '@material-ui/icons/Sync';
import UndoIcon from '@material-ui/icons/Undo';
import WarningIcon from '@material-ui/icons/Warning';
import type {
  ActivationStatus,
  CommunicationState,
  Criticality,
  GateStatus,
  IncidentSeverity,
  MetricPhase,
  RehearsalState,
  StandingStatus,
  StepState,
  TrainPhase,
  TrainState,
  WaveStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { StateLook } from './StateChip';

export const PHASE_LOOKS: Record<TrainPhase, StateLook> = {
  planned: { icon: ScheduleIcon, tone: 'neutral' },
  preparing: { icon: PlaylistAddCheckIcon, tone: 'open' },
  rehearsing: { icon: SyncIcon, tone: 'running' },
  gated: { icon: PanToolIcon, tone: 'attention' },
  departing: { icon: PlayCircleFilledIcon, tone: 'running' },
  closing: { icon: RateReviewIcon, tone: 'open' },
  closed: { icon: CheckCircleIcon, tone: 'good' },
  rolledBack: { icon: UndoIcon, tone: 'neutral' },
  cancelled: { icon: CancelIcon, tone: 'muted' },
};

export const TRAIN_OUTCOME_LOOKS: Record<
  NonNullable<TrainState['outcome']>,
  StateLook
> = {
  succeeded: { icon: CheckCircleIcon, tone: 'good' },
  partlySucceeded: { icon: WarningIcon, tone: 'attention' },
  rolledBack: { icon: UndoIcon, tone: 'neutral' },
  cancelled: { icon: CancelIcon, tone: 'muted' },
};

export const GATE_STATUS_LOOKS: Record<GateStatus, StateLook> = {
  waiting: { icon: HourglassEmptyIcon, tone: 'neutral' },
  open: { icon: PanToolIcon, tone: 'attention' },
  go: { icon: CheckCircleIcon, tone: 'good' },
  noGo: { icon: BlockIcon, tone: 'bad' },
};

export const STANDING_LOOKS: Record<StandingStatus, StateLook> = {
  pass: { icon: CheckCircleIcon, tone: 'good' },
  warning: { icon: WarningIcon, tone: 'attention' },
  fail: { icon: ErrorIcon, tone: 'bad' },
  inconclusive: { icon: HelpOutlineIcon, tone: 'attention' },
  pending: { icon: SyncIcon, tone: 'running' },
  aborted: { icon: StopIcon, tone: 'bad' },
  error: { icon: ReportProblemIcon, tone: 'bad' },
  missing: { icon: RadioButtonUncheckedIcon, tone: 'neutral' },
  expired: { icon: AlarmIcon, tone: 'attention' },
  waived: { icon: GavelIcon, tone: 'attention' },
};

export const WAVE_LOOKS: Record<WaveStatus, StateLook> = {
  pending: { icon: HourglassEmptyIcon, tone: 'neutral' },
  activating: { icon: PlayCircleFilledIcon, tone: 'running' },
  soaking: { icon: ScheduleIcon, tone: 'running' },
  analysing: { icon: SyncIcon, tone: 'running' },
  awaitingVerdict: { icon: HelpOutlineIcon, tone: 'attention' },
  rollingBack: { icon: UndoIcon, tone: 'attention' },
  halted: { icon: PanToolIcon, tone: 'bad' },
  done: { icon: CheckCircleIcon, tone: 'good' },
  rolledBack: { icon: UndoIcon, tone: 'neutral' },
  skipped: { icon: SkipNextIcon, tone: 'muted' },
};

export const ACTIVATION_LOOKS: Record<ActivationStatus, StateLook> = {
  pending: { icon: HourglassEmptyIcon, tone: 'neutral' },
  activating: { icon: PlayCircleFilledIcon, tone: 'running' },
  active: { icon: CheckCircleIcon, tone: 'good' },
  failed: { icon: ErrorIcon, tone: 'bad' },
  rollingBack: { icon: UndoIcon, tone: 'running' },
  rolledBack: { icon: UndoIcon, tone: 'neutral' },
  rollbackFailed: { icon: ReportProblemIcon, tone: 'bad' },
};

export const STEP_LOOKS: Record<StepState['status'], StateLook> = {
  pending: { icon: HourglassEmptyIcon, tone: 'neutral' },
  running: { icon: SyncIcon, tone: 'running' },
  done: { icon: CheckCircleIcon, tone: 'good' },
  failed: { icon: ErrorIcon, tone: 'bad' },
};

export const COMMUNICATION_LOOKS: Record<
  CommunicationState['status'],
  StateLook
> = {
  draft: { icon: RateReviewIcon, tone: 'attention' },
  approved: { icon: CheckCircleIcon, tone: 'open' },
  sending: { icon: SyncIcon, tone: 'running' },
  sent: { icon: DoneAllIcon, tone: 'good' },
  failed: { icon: ErrorIcon, tone: 'bad' },
  cancelled: { icon: CancelIcon, tone: 'muted' },
};

export const METRIC_PHASE_LOOKS: Record<MetricPhase, StateLook> = {
  Pending: { icon: HourglassEmptyIcon, tone: 'neutral' },
  Running: { icon: SyncIcon, tone: 'running' },
  Successful: { icon: CheckCircleIcon, tone: 'good' },
  Failed: { icon: ErrorIcon, tone: 'bad' },
  Inconclusive: { icon: HelpOutlineIcon, tone: 'attention' },
  Error: { icon: ReportProblemIcon, tone: 'bad' },
  Aborted: { icon: StopIcon, tone: 'muted' },
};

export const REHEARSAL_LOOKS: Record<
  RehearsalState['status'] | 'open',
  StateLook
> = {
  open: { icon: HourglassEmptyIcon, tone: 'neutral' },
  running: { icon: SyncIcon, tone: 'running' },
  passed: { icon: CheckCircleIcon, tone: 'good' },
  failed: { icon: ErrorIcon, tone: 'bad' },
};

/** Where a product stands with a deadline. */
export type Readiness = 'open' | 'ready' | 'late' | 'excepted' | 'left';

export const READINESS_LOOKS: Record<Readiness, StateLook> = {
  open: { icon: HourglassEmptyIcon, tone: 'neutral' },
  ready: { icon: CheckCircleIcon, tone: 'good' },
  late: { icon: AlarmIcon, tone: 'bad' },
  excepted: { icon: GavelIcon, tone: 'attention' },
  left: { icon: SkipNextIcon, tone: 'muted' },
};

export const SEVERITY_LOOKS: Record<IncidentSeverity, StateLook> = {
  sev1: { icon: ErrorIcon, tone: 'bad' },
  sev2: { icon: ErrorIcon, tone: 'bad' },
  sev3: { icon: WarningIcon, tone: 'attention' },
  sev4: { icon: WarningIcon, tone: 'neutral' },
};

export const CRITICALITY_LOOKS: Record<Criticality, StateLook> = {
  critical: { icon: FlagIcon, tone: 'bad' },
  high: { icon: FlagIcon, tone: 'attention' },
  medium: { icon: FlagIcon, tone: 'open' },
  low: { icon: FlagIcon, tone: 'neutral' },
};

/** Look of a word that a newer backend may know and this page does not. */
export function lookOf(
  looks: Record<string, StateLook>,
  name: string,
): StateLook {
  return Object.prototype.hasOwnProperty.call(looks, name)
    ? looks[name]
    : { icon: HelpOutlineIcon, tone: 'neutral' };
}
