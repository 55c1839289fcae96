import type { GateEvent } from '../events';
import type { TrainGate } from '../manifest';
import type { GateDecision, GateState } from '../model';
import { parseDuration } from '../pacing';
import { accept, reject, type Decision } from '../sweep/decision';
import { isCriterionCommand } from './criterionCommands';
import { decideCriterion, type CriterionContext } from './decideCriterion';
import type { GateCommand } from './gateCommands';
import {
  gateStanding,
  type GateEvidence,
  type GateStanding,
} from './gateStanding';
import { namedRefs, signOffObstacle } from './signOffs';
import { gatePart, TRAIN_PART } from './standing';

/** What decisions about a gate may look at beside its state. @public */
export interface GateContext extends Omit<CriterionContext, 'product'> {
  /** Products aboard. */
  products: GateEvidence['products'];
  /** What each product brings, as its stream last said; the train's own part is worked out here. */
  parts: GateEvidence['parts'];
}

/**
 * Where a gate stands now, with the train's own criteria.
 *
 * @public
 */
export function standingOfGate(
  state: Pick<GateState, 'criteria' | 'signOffs' | 'version'>,
  context: GateContext,
): { standing: GateStanding; evidence: GateEvidence } {
  const { part } = gatePart(
    context.gate,
    state.criteria,
    state.version,
    context,
  );
  const evidence: GateEvidence = {
    now: context.now,
    planRevision: context.planRevision,
    products: context.products,
    parts: [part, ...context.parts.filter(({ part: id }) => id !== TRAIN_PART)],
    authors: context.authors,
  };
  return {
    standing: gateStanding(context.gate, state.signOffs, evidence),
    evidence,
  };
}

/**
 * Decides what a command does to a gate.
 *
 * @remarks What follows by itself (GO, expiry, opening again) is decided by `advanceGate`.
 * @public
 */
export function decideGate(
  state: GateState,
  command: GateCommand,
  context: GateContext,
): Decision<GateEvent> {
  if (isCriterionCommand(command)) {
    return decideCriterion(
      state.criteria,
      command,
      context,
    ) as Decision<GateEvent>;
  }
  switch (command.type) {
    case 'sign':
      return sign(state, command, context);
    case 'withdrawSignOff':
      if (!state.signOffs.some(({ by }) => by === command.by)) {
        return reject('invalid', 'You have not signed this gate');
      }
      return state.status === 'open'
        ? accept<GateEvent>({
            type: 'gate.signOffWithdrawn',
            data: { by: command.by },
          })
        : reject(
            'conflict',
            `${state.title} is ${describe(
              state,
            )}: a sign-off can be withdrawn until it has decided`,
          );
    case 'reopen':
      if (state.status !== 'noGo') {
        return reject(
          'conflict',
          `${state.title} is ${describe(state)}, not a NO-GO`,
        );
      }
      return command.reason.trim() === ''
        ? reject('invalid', 'To open a gate again needs a reason')
        : accept<GateEvent>(
            reopened(
              context,
              'person',
              command.reason,
              standingOfGate(state, context).standing.digest,
              command.by,
            ),
          );
    default:
      return assertNever(command);
  }
}

function sign(
  state: GateState,
  {
    decision,
    comment,
    evidenceDigest,
    by,
    ownershipRefs,
  }: Extract<GateCommand, { type: 'sign' }>,
  context: GateContext,
): Decision<GateEvent> {
  if (state.status !== 'open') {
    return reject('conflict', `${state.title} is ${describe(state)}`);
  }
  const rules = context.gate.signOffs;
  const obstacle = signOffObstacle(rules, by, ownershipRefs, context.authors);
  if (obstacle !== undefined) {
    return reject('notAllowed', obstacle);
  }
  const { standing, evidence } = standingOfGate(state, context);
  if (evidenceDigest !== standing.digest) {
    return reject(
      'stale',
      'What is to be signed has changed since you looked at it: look again, then decide',
    );
  }
  const signOff = {
    by,
    at: context.now,
    decision,
    comment,
    evidenceDigest,
    refs: namedRefs(rules, ownershipRefs),
  };
  const signed: GateEvent = { type: 'gate.signed', data: { signOff } };
  if (decision === 'approved') {
    return accept<GateEvent>(signed);
  }
  if (!comment?.trim()) {
    return reject('invalid', 'A rejection needs its reason');
  }
  return accept<GateEvent>(signed, {
    type: 'gate.decided',
    data: {
      ...decisionOf(state, standing, evidence),
      outcome: 'noGo',
      cause: 'rejected',
      by: [by],
      reason: comment,
      signOffs: [...state.signOffs, signOff],
    },
  });
}

/**
 * What follows by itself: the gate opens, its evidence changes, it becomes a GO, expires, or opens again.
 *
 * @returns events to append; when there are any, ask again
 * @public
 */
export function advanceGate(
  state: GateState,
  context: GateContext,
): GateEvent[] {
  const { now, used } = context;
  if (used) {
    return [];
  }
  const { standing, evidence } = standingOfGate(state, context);
  const changed =
    state.evidenceDigest !== standing.digest ||
    state.planRevision !== context.planRevision;
  switch (state.status) {
    case 'waiting':
      return now < state.opensAt
        ? []
        : [
            {
              type: 'gate.opened',
              data: {
                evidenceDigest: standing.digest,
                planRevision: context.planRevision,
                expiresAt: expiry(context),
              },
            },
          ];
    case 'open':
      if (changed) {
        return [
          {
            type: 'gate.evidenceChanged',
            data: {
              evidenceDigest: standing.digest,
              planRevision: context.planRevision,
              stale: state.signOffs
                .filter(
                  ({ evidenceDigest }) =>
                    evidenceDigest === state.evidenceDigest,
                )
                .map(({ by }) => by),
            },
          },
        ];
      }
      if (state.expiresAt !== undefined && now >= state.expiresAt) {
        return [
          {
            type: 'gate.decided',
            data: {
              ...decisionOf(state, standing, evidence),
              outcome: 'noGo',
              cause: 'expired',
              by: [],
              reason: `Nobody decided until ${state.expiresAt}`,
            },
          },
        ];
      }
      return standing.goes ? [goEvent(state, standing, evidence)] : [];
    case 'go':
      return changed || !standing.goes
        ? [
            reopened(
              context,
              state.planRevision === context.planRevision
                ? 'evidenceChanged'
                : 'planRevised',
              'What it rested on has changed since',
              standing.digest,
            ),
          ]
        : [];
    default:
      // A NO-GO stands until the plan changes or a person says so.
      return state.planRevision === context.planRevision
        ? []
        : [
            reopened(
              context,
              'planRevised',
              'The plan was revised',
              standing.digest,
            ),
          ];
  }
}

function goEvent(
  state: GateState,
  standing: GateStanding,
  evidence: GateEvidence,
): GateEvent {
  const by = [...new Set(standing.rules.flatMap(rule => rule.by))];
  return {
    type: 'gate.decided',
    data: {
      ...decisionOf(state, standing, evidence),
      outcome: 'go',
      cause: 'evidence',
      by,
      reason:
        by.length > 0
          ? `All evidence is there, signed by ${by.join(', ')}`
          : 'All evidence is there',
    },
  };
}

function decisionOf(
  state: GateState,
  standing: GateStanding,
  evidence: GateEvidence,
): Omit<GateDecision, 'outcome' | 'cause' | 'by' | 'reason'> {
  return {
    at: evidence.now,
    planRevision: evidence.planRevision,
    evidenceDigest: standing.digest,
    rests: evidence.parts.filter(
      ({ counts }) => Object.keys(counts).length > 0,
    ),
    signOffs: state.signOffs,
  };
}

function reopened(
  context: GateContext,
  cause: 'evidenceChanged' | 'planRevised' | 'person',
  reason: string,
  evidenceDigest: string,
  by?: string,
): GateEvent {
  return {
    type: 'gate.reopened',
    data: {
      cause,
      reason,
      evidenceDigest,
      planRevision: context.planRevision,
      expiresAt: expiry(context),
      ...(by !== undefined && { by }),
    },
  };
}

function expiry({ now, gate }: { now: string; gate: TrainGate }): string {
  return new Date(
    Date.parse(now) + parseDuration(gate.expiresAfter),
  ).toISOString();
}

function describe({ status }: GateState): string {
  return {
    waiting: 'not open yet',
    open: 'open',
    go: 'a GO already',
    noGo: 'a NO-GO already',
  }[status];
}

/* istanbul ignore next: the compiler shows that it is never reached */
function assertNever(value: never): never {
  throw new Error(`Unknown command ${JSON.stringify(value)}`);
}
