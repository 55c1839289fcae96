import type {
  ActivationStatus,
  CommunicationState,
  Criticality,
  GateStatus,
  IncidentSeverity,
  RehearsalState,
  StandingStatus,
  StepState,
  TrainPhase,
  TrainState,
  WaveStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useText } from '../../translation';
import {
  ACTIVATION_LOOKS,
  COMMUNICATION_LOOKS,
  CRITICALITY_LOOKS,
  GATE_STATUS_LOOKS,
  lookOf,
  METRIC_PHASE_LOOKS,
  PHASE_LOOKS,
  READINESS_LOOKS,
  REHEARSAL_LOOKS,
  SEVERITY_LOOKS,
  STANDING_LOOKS,
  STEP_LOOKS,
  TRAIN_OUTCOME_LOOKS,
  WAVE_LOOKS,
  type Readiness,
} from './trainLooks';
import { StateChip } from './StateChip';

/** Where a train stands; how it ended, once it has. */
export function PhaseChip(props: {
  phase: TrainPhase;
  outcome?: TrainState['outcome'];
}) {
  const { phase, outcome } = props;
  const t = useText();
  return phase === 'closed' && outcome ? (
    <StateChip
      look={TRAIN_OUTCOME_LOOKS[outcome]}
      label={t(`trainState.outcome.${outcome}`)}
    />
  ) : (
    <StateChip
      look={PHASE_LOOKS[phase]}
      label={t(`trainState.phase.${phase}`)}
    />
  );
}

/** Where a gate stands; with its name where there are several. */
export function GateStatusChip(props: { status: GateStatus; name?: string }) {
  const { status, name } = props;
  const t = useText();
  const word = t(`trainState.gate.${status}`);
  return (
    <StateChip
      look={GATE_STATUS_LOOKS[status]}
      label={name ? `${name}: ${word}` : word}
    />
  );
}

/** What a criterion counts as now. */
export function StandingChip(props: { status: StandingStatus }) {
  const t = useText();
  return (
    <StateChip
      look={STANDING_LOOKS[props.status]}
      label={t(`trainState.standing.${props.status}`)}
    />
  );
}

/** Where a wave stands; with its name where there are several. */
export function WaveChip(props: { status: WaveStatus; name?: string }) {
  const { status, name } = props;
  const t = useText();
  const word = t(`trainState.wave.${status}`);
  return (
    <StateChip
      look={WAVE_LOOKS[status]}
      label={name ? `${name}: ${word}` : word}
    />
  );
}

/** Where a product stands in a wave. */
export function ActivationChip(props: { status: ActivationStatus }) {
  const t = useText();
  return (
    <StateChip
      look={ACTIVATION_LOOKS[props.status]}
      label={t(`trainState.activation.${props.status}`)}
    />
  );
}

/** Where a step of an activation or a rollback stands. */
export function StepChip(props: { status: StepState['status'] }) {
  const t = useText();
  return (
    <StateChip
      look={STEP_LOOKS[props.status]}
      label={t(`trainState.step.${props.status}`)}
    />
  );
}

/** Where a message to people outside of the train stands. */
export function CommunicationChip(props: {
  status: CommunicationState['status'];
}) {
  const t = useText();
  return (
    <StateChip
      look={COMMUNICATION_LOOKS[props.status]}
      label={t(`trainState.communication.${props.status}`)}
    />
  );
}

/** Phase of a metric or of a sample, as the semantics name it. */
export function MetricPhaseChip(props: { phase: string; name?: string }) {
  const { phase, name } = props;
  return (
    <StateChip
      look={lookOf(METRIC_PHASE_LOOKS, phase)}
      label={name ? `${name}: ${phase}` : phase}
    />
  );
}

/** Where a rehearsal stands. */
export function RehearsalChip(props: {
  status: RehearsalState['status'] | 'open';
}) {
  const t = useText();
  return (
    <StateChip
      look={REHEARSAL_LOOKS[props.status]}
      label={t(`trainState.rehearsal.${props.status}`)}
    />
  );
}

/** Where a product stands with a deadline. */
export function ReadinessChip(props: { readiness: Readiness }) {
  const t = useText();
  return (
    <StateChip
      look={READINESS_LOOKS[props.readiness]}
      label={t(`trainState.readiness.${props.readiness}`)}
    />
  );
}

/** How bad an incident is. */
export function SeverityChip(props: { severity: IncidentSeverity }) {
  const t = useText();
  return (
    <StateChip
      look={SEVERITY_LOOKS[props.severity]}
      label={t(`trainState.severity.${props.severity}`)}
    />
  );
}

/** How much hangs on a product. */
export function CriticalityChip(props: { criticality: Criticality }) {
  const t = useText();
  return (
    <StateChip
      look={CRITICALITY_LOOKS[props.criticality]}
      label={t(`trainState.criticality.${props.criticality}`)}
    />
  );
}
