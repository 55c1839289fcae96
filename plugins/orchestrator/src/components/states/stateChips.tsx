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
import { useText } from '../../translation';
import {
  APPROVAL_LOOKS,
  CHANGE_LOOKS,
  CHECKS_LOOKS,
  GATE_LOOKS,
  OUTCOME_LOOKS,
  REVIEW_LOOKS,
  RUN_LOOKS,
  TARGET_LOOKS,
} from './looks';
import { StateChip } from './StateChip';

/** Where a run stands; how it ended, once it has. */
export function RunChip(props: { status: RunStatus; outcome?: RunOutcome }) {
  const t = useText();
  return props.status === 'finished' && props.outcome ? (
    <StateChip
      look={OUTCOME_LOOKS[props.outcome]}
      label={t(`state.outcome.${props.outcome}`)}
    />
  ) : (
    <StateChip
      look={RUN_LOOKS[props.status]}
      label={t(`state.run.${props.status}`)}
    />
  );
}

/** Where a target stands. */
export function TargetChip(props: { status: TargetStatus }) {
  const t = useText();
  return (
    <StateChip
      look={TARGET_LOOKS[props.status]}
      label={t(`state.target.${props.status}`)}
    />
  );
}

/** What a gate said; with its name where there are several. */
export function GateChip(props: {
  result: GateResult['result'];
  name?: string;
}) {
  const t = useText();
  const word = t(`state.gate.${props.result}`);
  return (
    <StateChip
      look={GATE_LOOKS[props.result]}
      label={props.name ? `${props.name}: ${word}` : word}
    />
  );
}

/** State of a change on its code host. */
export function ChangeChip(props: { state: ChangeState }) {
  const t = useText();
  return (
    <StateChip
      look={CHANGE_LOOKS[props.state]}
      label={t(`state.change.${props.state}`)}
    />
  );
}

/** What the reviewers said. */
export function ReviewChip(props: { review: ReviewState }) {
  const t = useText();
  return (
    <StateChip
      look={REVIEW_LOOKS[props.review]}
      label={t(`state.review.${props.review}`)}
    />
  );
}

/** What the code host's checks said. */
export function ChecksChip(props: { checks: ChecksState }) {
  const t = useText();
  return (
    <StateChip
      look={CHECKS_LOOKS[props.checks]}
      label={t(`state.checks.${props.checks}`)}
    />
  );
}

/** Where an approval stands. */
export function ApprovalChip(props: { state: ApprovalState['state'] }) {
  const t = useText();
  return (
    <StateChip
      look={APPROVAL_LOOKS[props.state]}
      label={t(`state.approval.${props.state}`)}
    />
  );
}
