import {
  criterionKind,
  type Criticality,
  type GateCriterion,
  type TrainGate,
} from '../manifest';
import type {
  CriterionState,
  CriterionStanding,
  CriterionStates,
  GatePart,
  StandingStatus,
} from '../model';
import { parseDuration } from '../pacing';
import { digestOf } from './digest';
import { resultOfChecklist, resultOfChecks } from './results';
import { assessSignOffs, type SigningRule } from './signOffs';
import type { Strictness } from './strictness';
import { tickItems, type ProductCheck } from './tickItems';

/** The part of a gate that is asked once for the whole train. @public */
export const TRAIN_PART = 'train';

/** What a standing depends on beside the criterion and what is known of it. @public */
export interface StandingContext {
  now: string;
  planRevision: number;
  /** The product; left out for the whole train. */
  product?: { id: string; criticality: Criticality };
  /** Checks and risks of the product, where it is about one; the same list as long as they are the same. */
  checks?: readonly ProductCheck[];
  /** Of the product; `critical` for the whole train. */
  criticality: Criticality;
  strictness: Strictness;
  authors: string[];
}

/** What a product, or the train itself, brings to a gate. @public */
export interface PartStanding {
  /** One for each criterion that is asked. */
  standings: CriterionStanding[];
  part: GatePart;
  /** What a sign-off of one criterion binds to. */
  subjectDigest: string;
}

const GOOD: ReadonlySet<StandingStatus> = new Set<StandingStatus>([
  'pass',
  'waived',
]);

interface Remembered {
  standing: PartStanding;
  context: StandingContext;
  /** Nothing changes by itself from here, in milliseconds; until then, itself excluded. */
  fromMs: number;
  untilMs: number;
}

const remembered = new WeakMap<
  CriterionStates,
  WeakMap<TrainGate, Remembered>
>();

/** Key of a criterion in its stream. @public */
export function criterionKey(gate: string, criterion: string): string {
  return `${gate}/${criterion}`;
}

/**
 * The criteria of a gate that a product has to answer, or the train as a whole.
 *
 * @public
 */
export function criteriaOf(
  gate: TrainGate,
  product?: { id: string; criticality: Criticality },
): GateCriterion[] {
  return gate.criteria.filter(criterion =>
    product === undefined
      ? criterion.scope === 'train'
      : criterion.scope === 'product' &&
        (criterion.products.length === 0 ||
          criterion.products.includes(product.id)) &&
        (criterion.criticality.length === 0 ||
          criterion.criticality.includes(product.criticality)),
  );
}

/**
 * What a criterion counts as now.
 *
 * Rule: semantics, section 3. Nothing counts as a pass but a pass: a warning where it is accepted, and a waiver while
 * it lasts. What is missing, pending, inconclusive, aborted or too old blocks.
 *
 * @param subjectDigest - digest of what a criterion of kind `signOff` signs
 * @public
 */
export function criterionStanding(
  criterion: GateCriterion,
  state: CriterionState | undefined,
  subjectDigest: string,
  context: StandingContext,
): CriterionStanding {
  const found = statusOf(criterion, state, subjectDigest, context);
  const waiver =
    state?.waiver && state.waiver.expiresAt > context.now
      ? state.waiver
      : undefined;
  const good =
    GOOD.has(found.status) ||
    (found.status === 'warning' &&
      (criterion.acceptWarning ??
        context.strictness[context.criticality].acceptWarning));
  const status = !good && waiver ? 'waived' : found.status;
  const validUntil = status === 'waived' ? waiver?.expiresAt : found.validUntil;
  return {
    criterion: criterion.id,
    title: criterion.title ?? criterion.id,
    kind: criterionKind(criterion),
    status,
    blocks: !good && status !== 'waived',
    summary:
      status === 'waived'
        ? `Waived by ${waiver?.by}: ${waiver?.reason}`
        : found.summary,
    evidence: evidenceOf(state),
    ...(found.at !== undefined && { at: found.at }),
    ...(validUntil !== undefined && { validUntil }),
    ...(waiver && { waiver }),
  };
}

/**
 * All that a product, or the train itself, brings to a gate: the cells of the board, and the row that the gate is
 * decided on.
 *
 * @remarks
 * Digests take time and a decision asks again and again, mostly for what hasn't changed since: what was found is
 * remembered for as long as the states are, which are replaced where something changes, never edited.
 *
 * @param version - of the stream that the states are the fold of
 * @public
 */
export function gatePart(
  gate: TrainGate,
  states: CriterionStates,
  version: number,
  context: StandingContext,
): PartStanding {
  const found = remembered.get(states)?.get(gate);
  if (found && stillHolds(found, context)) {
    const { standing: known } = found;
    return known.part.version === version
      ? known
      : { ...known, part: { ...known.part, version } };
  }
  const standing = findPart(gate, states, version, context);
  const ofStates = remembered.get(states) ?? new WeakMap();
  remembered.set(states, ofStates);
  ofStates.set(gate, {
    standing,
    context,
    ...steadyTime(gate, states, context),
  });
  return standing;
}

function stillHolds(
  { context, fromMs, untilMs }: Remembered,
  now: StandingContext,
): boolean {
  const nowMs = Date.parse(now.now);
  return (
    fromMs <= nowMs &&
    nowMs < untilMs &&
    context.planRevision === now.planRevision &&
    context.product === now.product &&
    context.checks === now.checks &&
    context.criticality === now.criticality &&
    context.strictness === now.strictness &&
    context.authors === now.authors
  );
}

/** The time around an instant in which no result and no waiver grows too old, and no check falls due. */
function steadyTime(
  gate: TrainGate,
  states: CriterionStates,
  { now, checks = [] }: StandingContext,
): { fromMs: number; untilMs: number } {
  const nowMs = Date.parse(now);
  const dues = checks.flatMap(({ due }) => due ?? []);
  const ends = gate.criteria.flatMap(({ id, validFor, checks: asked }) => {
    const { result, waiver } = states[criterionKey(gate.id, id)] ?? {};
    return [
      ...(asked ? dues.map(due => Date.parse(due)) : []),
      ...(result && validFor !== undefined
        ? [Date.parse(result.at) + parseDuration(validFor)]
        : []),
      ...(waiver ? [Date.parse(waiver.expiresAt)] : []),
    ];
  });
  return {
    fromMs: Math.max(-Infinity, ...ends.filter(end => end <= nowMs)),
    untilMs: Math.min(Infinity, ...ends.filter(end => end > nowMs)),
  };
}

function findPart(
  gate: TrainGate,
  states: CriterionStates,
  version: number,
  context: StandingContext,
): PartStanding {
  const criteria = criteriaOf(gate, context.product);
  const stateOf = (criterion: GateCriterion) =>
    states[criterionKey(gate.id, criterion.id)];
  const contentOf = (criterion: GateCriterion, standing: CriterionStanding) =>
    content(criterion, standing, stateOf(criterion));
  const subjects = criteria
    .filter(({ signOff }) => signOff === undefined)
    .map(criterion => {
      const standing = criterionStanding(
        criterion,
        stateOf(criterion),
        '',
        context,
      );
      return { criterion, standing };
    });
  const subjectDigest = digestOf({
    planRevision: context.planRevision,
    part: context.product?.id ?? TRAIN_PART,
    criteria: subjects.map(({ criterion, standing }) =>
      contentOf(criterion, standing),
    ),
  });
  const standings = criteria.map(
    criterion =>
      subjects.find(subject => subject.criterion === criterion)?.standing ??
      criterionStanding(criterion, stateOf(criterion), subjectDigest, context),
  );
  const ends = standings.flatMap(({ validUntil }) => validUntil ?? []).sort();
  const verdicts = criteria.flatMap(criterion => {
    const verdict = stateOf(criterion)?.verdict;
    return verdict ? [{ criterion: criterion.id, ...verdict }] : [];
  });
  const measured = criteria.flatMap(criterion => {
    const { result } = stateOf(criterion) ?? {};
    const { id, title = id } = criterion;
    return result?.measured
      ? [{ criterion: id, title, at: result.at, ...result.measured }]
      : [];
  });
  return {
    standings,
    subjectDigest,
    part: {
      part: context.product?.id ?? TRAIN_PART,
      version,
      digest: digestOf({
        planRevision: context.planRevision,
        criteria: standings.map((standing, index) =>
          contentOf(criteria[index], standing),
        ),
      }),
      counts: countStatuses(standings),
      blocking: standings
        .filter(({ blocks }) => blocks)
        .map(({ criterion, title, status, summary }) => ({
          criterion,
          title,
          status,
          summary,
        })),
      waivers: standings.flatMap(({ criterion, status, waiver }) =>
        status === 'waived' && waiver ? [{ criterion, ...waiver }] : [],
      ),
      ...(verdicts.length > 0 && { verdicts }),
      ...(measured.length > 0 && { measured }),
      ...(ends.length > 0 && { validUntil: ends[0] }),
    },
  };
}

function statusOf(
  criterion: GateCriterion,
  state: CriterionState | undefined,
  subjectDigest: string,
  context: StandingContext,
): {
  status: StandingStatus;
  summary: string;
  at?: string;
  validUntil?: string;
} {
  const items = tickItems(criterion, context.checks);
  if (items) {
    const ticks = state?.ticks ?? {};
    return criterion.checks
      ? resultOfChecks(criterion.checks, items, ticks, context.now)
      : resultOfChecklist(items, ticks, context.now);
  }
  if (criterion.signOff) {
    return signOffStatus(criterion.signOff, state, subjectDigest, context);
  }
  const { result, postponed } = state ?? {};
  const wait =
    postponed && `${postponed.host} asks to wait until ${postponed.until}`;
  if (!result) {
    return wait === undefined
      ? { status: 'missing', summary: 'Nobody has looked yet' }
      : { status: 'pending', summary: `Nobody has looked yet: ${wait}` };
  }
  const summary =
    wait === undefined
      ? result.summary
      : `${result.summary}. Nobody has looked since: ${wait}`;
  const validUntil =
    criterion.validFor === undefined
      ? undefined
      : new Date(
          Date.parse(result.at) + parseDuration(criterion.validFor),
        ).toISOString();
  const { at } = result;
  if (validUntil !== undefined && validUntil <= context.now) {
    return {
      status: 'expired',
      summary: `Too old: it counted until ${validUntil}. ${summary}`,
      at,
    };
  }
  const { verdict } = state ?? {};
  return verdict
    ? {
        status: verdict.status,
        summary: `${verdict.by} decided: ${verdict.reason}. ${summary}`,
        at: verdict.at,
        validUntil,
      }
    : { status: result.status, summary, at, validUntil };
}

function signOffStatus(
  asked: SigningRule,
  state: CriterionState | undefined,
  subjectDigest: string,
  { strictness, criticality, authors }: StandingContext,
): { status: StandingStatus; summary: string; at?: string } {
  const signOffs = state?.signOffs ?? [];
  const rejection = signOffs.find(
    ({ decision, evidenceDigest }) =>
      decision === 'rejected' && evidenceDigest === subjectDigest,
  );
  const at = signOffs[signOffs.length - 1]?.at;
  if (rejection) {
    return {
      status: 'fail',
      summary: `Rejected by ${rejection.by}: ${rejection.comment ?? ''}`,
      at,
    };
  }
  const required = Math.max(asked.required, strictness[criticality].signOffs);
  const { holds, by, missing } = assessSignOffs(
    { ...asked, required },
    signOffs,
    subjectDigest,
    authors,
  );
  if (holds) {
    return { status: 'pass', summary: `Signed by ${by.join(', ')}`, at };
  }
  const stale = signOffs.filter(
    ({ evidenceDigest }) => evidenceDigest !== subjectDigest,
  );
  return {
    status: by.length > 0 || stale.length > 0 ? 'pending' : 'missing',
    summary: `Waits for ${missing.join(', and ')}${
      stale.length > 0
        ? `; stale since what was signed has changed: ${stale
            .map(one => one.by)
            .join(', ')}`
        : ''
    }`,
    at,
  };
}

/** What a sign-off binds to, of one criterion: the finding, not the time of it. */
function content(
  criterion: GateCriterion,
  standing: CriterionStanding,
  state: CriterionState | undefined,
): unknown {
  const { waiver, status } = standing;
  return {
    criterion: criterion.id,
    kind: standing.kind,
    status,
    facts: state?.result?.facts,
    // Facts are the finding; a link to them may hold the time of the look.
    evidence:
      state?.result?.facts === undefined
        ? state?.result?.evidence.map(({ url }) => url)
        : undefined,
    waiver: status === 'waived' &&
      waiver && {
        by: waiver.by,
        reason: waiver.reason,
        expiresAt: waiver.expiresAt,
      },
    verdict: state?.verdict && {
      by: state.verdict.by,
      status: state.verdict.status,
    },
    ticks: Object.entries(state?.ticks ?? {}).map(
      ([item, { done, by, note, evidence }]) => ({
        item,
        done,
        by,
        note,
        evidence: evidence.map(({ url }) => url),
      }),
    ),
    signed: state?.signOffs.map(({ by, decision, evidenceDigest }) => ({
      by,
      decision,
      evidenceDigest,
    })),
  };
}

function evidenceOf(state: CriterionState | undefined) {
  return [
    ...(state?.result?.evidence ?? []),
    ...Object.values(state?.ticks ?? {}).flatMap(({ evidence }) => evidence),
  ];
}

function countStatuses(standings: CriterionStanding[]): GatePart['counts'] {
  const counts: GatePart['counts'] = {};
  standings.forEach(({ status }) => {
    counts[status] = (counts[status] ?? 0) + 1;
  });
  return counts;
}
