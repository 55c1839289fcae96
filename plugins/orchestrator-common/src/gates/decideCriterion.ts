import type { CriterionEvent } from '../events';
import {
  canonicalJson,
  criterionKind,
  isMeasured,
  type CriterionKind,
  type GateCriterion,
  type TrainGate,
} from '../manifest';
import {
  SYSTEM_ACTOR,
  type CriterionResult,
  type CriterionState,
  type CriterionStates,
  type ResultDraft,
} from '../model';
import { parseDuration, parseInstant } from '../pacing';
import { accept, reject, type Decision } from '../sweep/decision';
import type { CriterionCommand } from './criterionCommands';
import { namedRefs, signOffObstacle } from './signOffs';
import { tickItems, wordsOf } from './tickItems';
import {
  criteriaOf,
  criterionKey,
  gatePart,
  type StandingContext,
} from './standing';

/** What a decision about a criterion may look at beside what is known of it. @public */
export interface CriterionContext extends StandingContext {
  /** The gate that the criterion belongs to, as the manifest has it. */
  gate: TrainGate;
  /** Who owns the product; the train, where nobody does or where it is asked once. */
  owner: string;
  /** Whether what the gate lets through has started: its evidence is history then. */
  used: boolean;
}

const EMPTY: CriterionState = { ticks: {}, signOffs: [] };

/** Kinds whose result follows from ticks or signatures. */
const BY_PEOPLE: CriterionKind[] = ['checklist', 'checks', 'signOff'];

/** A measurement that says the same as the one before is recorded so often. */
const REMEASURED_MS = 15 * 60_000;
/** In the time for which a result counts, the portal writes down so often that it has found the same once more. */
const RENEWALS = 4;

/**
 * Decides what a command does to a criterion.
 *
 * @param states - all criteria of the stream
 * @public
 */
export function decideCriterion(
  states: CriterionStates,
  command: CriterionCommand,
  context: CriterionContext,
): Decision<CriterionEvent> {
  const { gate, criterion: id } = command;
  const criterion = criteriaOf(context.gate, context.product).find(
    candidate => candidate.id === id,
  );
  if (gate !== context.gate.id || !criterion) {
    return reject(
      'invalid',
      `${context.gate.title ?? context.gate.id} asks nothing named ${id} of ${
        context.product?.id ?? 'the train as a whole'
      }`,
    );
  }
  if (context.used) {
    return reject(
      'conflict',
      `${
        context.gate.title ?? context.gate.id
      } has let the train through: what it rested on is kept as it was`,
    );
  }
  const state = states[criterionKey(gate, id)] ?? EMPTY;
  const place = { gate, criterion: id };
  const { now } = context;
  switch (command.type) {
    case 'record':
      return record(criterion, state, command, now);
    case 'postpone':
      return postpone(state, command);
    case 'tick':
      return tick(criterion, state, command, context);
    case 'waive':
      return waive(criterion, command, context);
    case 'revokeWaiver':
      return state.waiver
        ? accept<CriterionEvent>({
            type: 'criterion.waiverRevoked',
            data: { ...place, by: command.by },
          })
        : accept<CriterionEvent>();
    case 'giveVerdict':
      return giveVerdict(state, command, now);
    case 'signCriterion':
      return sign(criterion, states, command, context);
    case 'withdrawCriterionSignOff':
      return state.signOffs.some(({ by }) => by === command.by)
        ? accept<CriterionEvent>({
            type: 'criterion.signOffWithdrawn',
            data: { ...place, by: command.by },
          })
        : reject('invalid', 'You have not signed this');
    default:
      return assertNever(command);
  }
}

type Of<T extends CriterionCommand['type']> = Extract<
  CriterionCommand,
  { type: T }
>;

function record(
  criterion: GateCriterion,
  state: CriterionState,
  { gate, result, by, at }: Of<'record'>,
  now: string,
): Decision<CriterionEvent> {
  const kind = criterionKind(criterion);
  if (BY_PEOPLE.includes(kind)) {
    return reject(
      'invalid',
      `${
        criterion.title ?? criterion.id
      } is of the kind ${kind}: its result follows from what people do, it can't be recorded`,
    );
  }
  if (
    result.status === 'pass' &&
    result.evidence.length === 0 &&
    result.facts === undefined
  ) {
    return reject(
      'invalid',
      'A pass needs evidence: a link to it, or the facts that were found',
    );
  }
  const recorded = { ...result, by, at: at ?? now };
  const known = state.result;
  const isSame = known !== undefined && isSameFinding(known, result);
  // After a look that could not be taken, the same finding is news.
  if (
    isSame &&
    state.postponed === undefined &&
    !countsAnew(criterion, known, recorded)
  ) {
    return accept<CriterionEvent>();
  }
  return accept<CriterionEvent>({
    type: 'criterion.recorded',
    data: {
      gate,
      criterion: criterion.id,
      result: recorded,
      ...(isSame && { renewed: true as const }),
    },
  });
}

/** Whether two results say the same: the status with its facts, or where there are none, with its words and links. */
function isSameFinding(one: ResultDraft, other: ResultDraft): boolean {
  const [first, second] = [one, other].map(result =>
    canonicalJson({
      status: result.status,
      ...(result.facts === undefined
        ? { summary: result.summary, evidence: linksOf(result) }
        : { facts: result.facts }),
    }),
  );
  return first === second;
}

function linksOf({ evidence }: Pick<ResultDraft, 'evidence'>): string[] {
  return evidence.map(({ url }) => url);
}

/**
 * Whether the same finding once more is worth an event: where it is put in other words or has other links, and where results grow old; not
 * at every look of a portal that looks again and again. What is measured has other figures in its words each time: it is
 * recorded now and then, so that its age and its figures don't mislead.
 */
function countsAnew(
  criterion: GateCriterion,
  known: CriterionResult,
  found: CriterionResult,
): boolean {
  const { by, at } = found;
  const agedMs = Date.parse(at) - Date.parse(known.at);
  const validForMs =
    criterion.validFor === undefined
      ? Infinity
      : parseDuration(criterion.validFor);
  if (isMeasured(criterion)) {
    return agedMs >= Math.min(REMEASURED_MS, validForMs / RENEWALS);
  }
  const isPutAnew =
    found.summary !== known.summary ||
    canonicalJson(linksOf(found)) !== canonicalJson(linksOf(known));
  if (validForMs === Infinity || isPutAnew) {
    return isPutAnew;
  }
  return by === SYSTEM_ACTOR.ref ? agedMs >= validForMs / RENEWALS : agedMs > 0;
}

/** A pass stays one, and what was signed stays signed: nothing else is known, and that is said. */
function postpone(
  { postponed: known }: CriterionState,
  { gate, criterion, postponed }: Of<'postpone'>,
): Decision<CriterionEvent> {
  return known?.host === postponed.host && known.until === postponed.until
    ? accept<CriterionEvent>()
    : accept<CriterionEvent>({
        type: 'criterion.postponed',
        data: { gate, criterion, postponed },
      });
}

function tick(
  criterion: GateCriterion,
  state: CriterionState,
  { gate, item: id, done, says, note, evidence, by, ownershipRefs }: Of<'tick'>,
  { owner, checks, now }: CriterionContext,
): Decision<CriterionEvent> {
  const item = tickItems(criterion, checks)?.find(
    candidate => candidate.id === id,
  );
  if (!item) {
    return reject(
      'invalid',
      `${criterion.title ?? criterion.id} has no item ${id}`,
    );
  }
  const may = item.owner ?? owner;
  if (may !== by && !ownershipRefs.includes(may)) {
    return reject('notAllowed', `“${item.title}” is for ${may} to tick`);
  }
  const words = wordsOf(item);
  if (done && says !== undefined && says !== words) {
    return reject(
      'stale',
      `“${item.title}” has changed since you looked at it: look again, then tick it`,
    );
  }
  if (done && item.evidence && evidence.length === 0 && !note?.trim()) {
    return reject(
      'invalid',
      `“${item.title}” needs its evidence: a link or a note`,
    );
  }
  if (!done && !state.ticks[id]?.done) {
    return accept<CriterionEvent>();
  }
  return accept<CriterionEvent>({
    type: 'criterion.ticked',
    data: {
      gate,
      criterion: criterion.id,
      item: id,
      tick: { done, by, at: now, note, evidence, ...(done && { says: words }) },
    },
  });
}

function waive(
  criterion: GateCriterion,
  { gate, reason, expiresAt, by }: Of<'waive'>,
  { strictness, criticality, now }: CriterionContext,
): Decision<CriterionEvent> {
  const { longestWaiver } = strictness[criticality];
  if (longestWaiver === false) {
    return reject(
      'notAllowed',
      `Nothing can be waived for what is ${criticality}`,
    );
  }
  if (reason.trim() === '') {
    return reject('invalid', 'A waiver needs its reason');
  }
  const ends = parseInstant(expiresAt, 'expiresAt');
  const longest = parseInstant(now, 'now') + parseDuration(longestWaiver);
  if (ends <= Date.parse(now) || ends > longest) {
    return reject(
      'invalid',
      `A waiver for what is ${criticality} ends in the future and lasts ${longestWaiver} at most: until ${new Date(
        longest,
      ).toISOString()}`,
    );
  }
  return accept<CriterionEvent>({
    type: 'criterion.waived',
    data: {
      gate,
      criterion: criterion.id,
      waiver: { by, reason, at: now, expiresAt: new Date(ends).toISOString() },
    },
  });
}

/** Rule: semantics, section 1: what is inconclusive asks a person. */
function giveVerdict(
  { result, verdict }: CriterionState,
  { gate, criterion, status, reason, by }: Of<'giveVerdict'>,
  now: string,
): Decision<CriterionEvent> {
  if (result?.status !== 'inconclusive' || verdict) {
    return reject(
      'conflict',
      verdict
        ? `${verdict.by} has decided already: ${verdict.reason}`
        : `A verdict is for what is inconclusive; this is ${
            result?.status ?? 'missing'
          }`,
    );
  }
  return reason.trim() === ''
    ? reject('invalid', 'A verdict needs its reason')
    : accept<CriterionEvent>({
        type: 'criterion.verdictGiven',
        data: { gate, criterion, verdict: { by, status, reason, at: now } },
      });
}

function sign(
  criterion: GateCriterion,
  states: CriterionStates,
  {
    gate,
    decision,
    comment,
    evidenceDigest,
    by,
    ownershipRefs,
  }: Of<'signCriterion'>,
  context: CriterionContext,
): Decision<CriterionEvent> {
  const rule = criterion.signOff;
  if (!rule) {
    return reject(
      'invalid',
      `${criterion.title ?? criterion.id} is nothing to sign`,
    );
  }
  const obstacle = signOffObstacle([rule], by, ownershipRefs, context.authors);
  if (obstacle !== undefined) {
    return reject('notAllowed', obstacle);
  }
  const { subjectDigest } = gatePart(context.gate, states, 0, context);
  if (evidenceDigest !== subjectDigest) {
    return reject(
      'stale',
      'What is to be signed has changed since you looked at it: look again, then decide',
    );
  }
  if (decision === 'rejected' && !comment?.trim()) {
    return reject('invalid', 'A rejection needs its reason');
  }
  return accept<CriterionEvent>({
    type: 'criterion.signed',
    data: {
      gate,
      criterion: criterion.id,
      signOff: {
        by,
        at: context.now,
        decision,
        comment,
        evidenceDigest,
        refs: namedRefs([rule], ownershipRefs),
      },
    },
  });
}

/* istanbul ignore next: the compiler shows that it is never reached */
function assertNever(value: never): never {
  throw new Error(`Unknown command ${JSON.stringify(value)}`);
}
