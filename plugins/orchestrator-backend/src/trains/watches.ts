import {
  criterionKind,
  gateIsUsed,
  isMeasured,
  TRAIN_PART,
  type AskedCriterion,
  type CriterionKind,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';

/** Kinds of criteria whose evidence is collected from outside of the train. */
export const COLLECTED_KINDS: readonly CriterionKind[] = [
  'analysis',
  'score',
  'policy',
  'ci',
  'sweep',
  'onCall',
  'flagsTested',
  'dashboards',
];

/** What a watch is about. */
export type WatchSubject =
  | { kind: 'wave'; wave: string; round: number; stage: 'during' | 'after' }
  | { kind: 'gate'; gate: string; criterion: string; part: string }
  | { kind: 'success'; metric: string };

/** Names a subject; ids of manifests hold no slash. */
export function formatSubject(subject: WatchSubject): string {
  switch (subject.kind) {
    case 'wave':
      return `wave/${subject.wave}/${subject.round}/${subject.stage}`;
    case 'gate':
      return `gate/${subject.gate}/${subject.criterion}/${subject.part}`;
    default:
      return `success/${subject.metric}`;
  }
}

/** @throws Error for what `formatSubject` has not written */
export function parseSubject(text: string): WatchSubject {
  const [kind, first, second, third] = text.split('/');
  if (kind === 'wave' && (third === 'during' || third === 'after')) {
    return { kind, wave: first, round: Number(second), stage: third };
  }
  if (kind === 'gate' && third !== undefined) {
    return { kind, gate: first, criterion: second, part: third };
  }
  if (kind === 'success' && first !== undefined && second === undefined) {
    return { kind, metric: first };
  }
  throw new Error(`${text} is nothing that a train watches`);
}

/** The subject of a criterion. */
export function subjectOf({
  gate,
  criterion,
  product,
}: AskedCriterion): WatchSubject {
  return {
    kind: 'gate',
    gate: gate.id,
    criterion: criterion.id,
    part: product ?? TRAIN_PART,
  };
}

/**
 * Whether the evidence of a criterion is to be looked at again and again by now: what is measured, from the opening of
 * its gate on, since figures from weeks before say nothing of the day of the decision.
 */
export function isWatched(
  { plan }: Pick<TrainState, 'plan'>,
  { gate, criterion }: Pick<AskedCriterion, 'gate' | 'criterion'>,
  now: string,
): boolean {
  return !isMeasured(criterion) || plan.gatesOpen[gate.id] <= now;
}

/** Whether the evidence of a criterion is collected, and still matters. */
export function isCollected(
  train: TrainState,
  { gate, criterion }: AskedCriterion,
): boolean {
  return (
    COLLECTED_KINDS.includes(criterionKind(criterion)) &&
    !gateIsUsed(train, gate.before)
  );
}
