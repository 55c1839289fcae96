import type { TrainEvent } from '../events';
import { canonicalJson } from '../manifest';
import type { TrainState } from '../model';
import { formatDuration, parseInstant, quoteFound } from '../pacing';
import { sealObstacle } from '../sweep/archive';
import { accept, reject, type Decision } from '../sweep/decision';
import { LONGEST_WINDOW_OVERRIDE_MS } from '../sweep/windowOverride';
import { decideTrainArchive, decideTrainRestore } from './archiveTrain';
import { decideClosing } from './decideClosing';
import { decideCommunication } from './decideCommunication';
import { decideIncident } from './decideIncident';
import { decidePassenger } from './decidePassenger';
import { decideWave } from './decideWave';
import { departureObstacles } from './obstacles';
import { reviseCommunications } from './reviseCommunications';
import { stepsDigests } from './stepsDigest';
import {
  BEFORE_DEPARTURE,
  ENDED_PHASES,
  type TrainContext,
} from './trainContext';
import type { TrainCommand, TrainCommandOf } from './trainCommands';

/** What can still be done once a train is over: what is left to do, and what became of a message under way. */
const AFTERWARDS: TrainCommand['type'][] = ['finishFollowUp', 'reportSending'];

/**
 * Decides what a command does to a train.
 *
 * @returns events to append to its stream, or a rejection; no events where there is nothing to do
 * @remarks What follows by itself (the next wave, a halt, a rollback) is decided by `advanceTrain`.
 * @public
 */
export function decideTrain(
  state: TrainState,
  command: TrainCommand,
  context: TrainContext,
): Decision<TrainEvent> {
  if (command.type === 'archive') {
    return decideTrainArchive(state, command, context);
  }
  if (command.type === 'restore') {
    return decideTrainRestore(state, command);
  }
  const sealed = sealObstacle(state);
  if (sealed !== undefined) {
    return reject('conflict', sealed);
  }
  if (
    ENDED_PHASES.includes(state.phase) &&
    !AFTERWARDS.includes(command.type)
  ) {
    return reject('conflict', `The train is ${state.phase}`);
  }
  switch (command.type) {
    case 'revise':
      return revise(state, command);
    case 'lookAgain':
      return lookAgain(state, command);
    case 'confirmReady':
    case 'grantException':
    case 'dropProduct':
      return decidePassenger(state, command);
    case 'startRehearsal':
    case 'finishRehearsal':
      return rehearse(state, command);
    case 'depart':
      return depart(state, command, context);
    case 'overrideWindow':
      return overrideWindow(command, context);
    case 'pause':
      return state.pause
        ? accept<TrainEvent>()
        : accept<TrainEvent>({
            type: 'train.paused',
            data: { by: command.by, reason: command.reason },
          });
    case 'resume':
      return state.pause
        ? accept<TrainEvent>({
            type: 'train.resumed',
            data: { by: command.by },
          })
        : reject('conflict', 'The train is not paused');
    case 'cancel':
      return cancel(state, command);
    case 'halt':
    case 'resumeWave':
    case 'stopHere':
    case 'rollback':
    case 'recordAnalysis':
    case 'giveVerdict':
      return decideWave(state, command, context);
    case 'openIncident':
    case 'noteIncident':
    case 'resolveIncident':
      return decideIncident(state, command);
    case 'editCommunication':
    case 'approveCommunication':
    case 'startSending':
    case 'handOver':
    case 'reportSending':
    case 'retryCommunication':
    case 'cancelCommunication':
      return decideCommunication(state, command, context);
    case 'addFollowUp':
    case 'finishFollowUp':
    case 'carryFollowUps':
    case 'recordSuccess':
    case 'reportSuccess':
    case 'recordPostMortem':
    case 'close':
      return decideClosing(state, command, context);
    default:
      return assertNever(command);
  }
}

/** Where the catalog says the same as before, what was signed stays valid. */
function lookAgain(
  state: TrainState,
  { by, changeDigest, plan }: TrainCommandOf<'lookAgain'>,
): Decision<TrainEvent> {
  const { revision } = state.plan;
  const same =
    canonicalJson({ ...plan, revision }) === canonicalJson(state.plan);
  return same && BEFORE_DEPARTURE.includes(state.phase)
    ? accept<TrainEvent>()
    : revise(
        state,
        {
          type: 'revise',
          by,
          reason: 'The catalog, or what the portal asks for, has changed',
          manifest: state.manifest,
          changeDigest,
          plan,
        },
        { lookedAgain: true },
      );
}

function revise(
  state: TrainState,
  command: TrainCommandOf<'revise'>,
  how: { lookedAgain?: true } = {},
): Decision<TrainEvent> {
  const { plan, manifest, changeDigest, by, reason } = command;
  if (!BEFORE_DEPARTURE.includes(state.phase)) {
    return reject(
      'conflict',
      `The train is ${state.phase}: its plan can be changed until it departs`,
    );
  }
  if (plan.revision !== state.plan.revision + 1) {
    return reject(
      'stale',
      `The plan is at revision ${state.plan.revision} by now: look at it, then change it again`,
    );
  }
  const unknown = plan.problems.filter(({ code }) => code === 'unknownEntity');
  if (unknown.length > 0) {
    return reject('invalid', unknown.map(({ message }) => message).join('; '));
  }
  const { communications, unapproved } = reviseCommunications(
    state,
    manifest,
    plan,
  );
  return accept<TrainEvent>({
    type: 'train.revised',
    data: {
      by,
      reason,
      manifest,
      changeDigest,
      plan,
      communications,
      ...(unapproved.length > 0 && { unapproved }),
      ...how,
    },
  });
}

function rehearse(
  state: TrainState,
  command: TrainCommandOf<'startRehearsal' | 'finishRehearsal'>,
): Decision<TrainEvent> {
  const { rehearsal: id, by } = command;
  const planned = state.manifest.spec.rehearsals.find(one => one.id === id);
  const record = state.rehearsals.find(one => one.id === id);
  if (!planned) {
    return reject('invalid', `The train has no rehearsal ${id}`);
  }
  if (command.type === 'startRehearsal') {
    if (!BEFORE_DEPARTURE.includes(state.phase)) {
      return reject(
        'conflict',
        `The train is ${state.phase}: rehearsals come before the departure`,
      );
    }
    return record?.status === 'running'
      ? reject(
          'conflict',
          `${planned.title} is under way, started by ${record.by}`,
        )
      : accept<TrainEvent>({ type: 'rehearsal.started', data: { id, by } });
  }
  if (record?.status !== 'running') {
    return reject('conflict', `${planned.title} is not under way`);
  }
  const { result, notes, evidence, rollback } = command;
  if (result === 'passed' && evidence.length === 0 && !notes?.trim()) {
    return reject(
      'invalid',
      'A rehearsal that passed needs its evidence: a link or notes',
    );
  }
  const products = state.plan.products.filter(
    product =>
      planned.products.length === 0 || planned.products.includes(product.id),
  );
  const steps = stepsDigests(state.manifest);
  return accept<TrainEvent>({
    type: 'rehearsal.finished',
    data: {
      id,
      result,
      by,
      ...(notes !== undefined && { notes }),
      evidence,
      releases: Object.fromEntries(
        products.map(product => [product.id, product.release]),
      ),
      steps: Object.fromEntries(products.map(({ id: of }) => [of, steps[of]])),
      rollback,
    },
  });
}

function depart(
  state: TrainState,
  { by }: TrainCommandOf<'depart'>,
  context: TrainContext,
): Decision<TrainEvent> {
  if (!BEFORE_DEPARTURE.includes(state.phase)) {
    return reject('conflict', `The train is ${state.phase}`);
  }
  if (state.pause) {
    return reject('conflict', `The train is paused: ${state.pause.reason}`);
  }
  const obstacles = departureObstacles(state, context);
  return obstacles.length > 0
    ? reject('conflict', obstacles.map(({ message }) => message).join('; '))
    : accept<TrainEvent>(departed(state, by, context));
}

/** The departure, with the gates that let it go. */
export function departed(
  state: TrainState,
  by: string,
  context: TrainContext,
): TrainEvent {
  return {
    type: 'train.departed',
    data: { by, gates: gatesBefore(state, 'departure', context) },
  };
}

/** The gates before something, with the evidence on which each is a GO. */
export function gatesBefore(
  state: TrainState,
  before: string,
  { gates }: TrainContext,
): { id: string; evidenceDigest: string }[] {
  return state.manifest.spec.gates
    .filter(gate => gate.before === before)
    .map(({ id }) => ({ id, evidenceDigest: gates[id]?.evidenceDigest ?? '' }));
}

function overrideWindow(
  { by, reason, expiresAt }: TrainCommandOf<'overrideWindow'>,
  { now }: TrainContext,
): Decision<TrainEvent> {
  if (reason.trim() === '') {
    return reject('invalid', 'To pass a closed window needs a reason');
  }
  const lasts = parseInstant(expiresAt, 'expiresAt') - Date.parse(now);
  return lasts <= 0 || lasts > LONGEST_WINDOW_OVERRIDE_MS
    ? reject(
        'invalid',
        `expiresAt: found ${quoteFound(
          expiresAt,
        )}, accepted is a time in the future, at most ${formatDuration(
          LONGEST_WINDOW_OVERRIDE_MS,
        )} ahead`,
      )
    : accept<TrainEvent>({
        type: 'train.windowOverridden',
        data: { by, reason, expiresAt: new Date(expiresAt).toISOString() },
      });
}

function cancel(
  state: TrainState,
  { by, reason }: TrainCommandOf<'cancel'>,
): Decision<TrainEvent> {
  return state.waves.some(({ startedAt }) => startedAt !== undefined)
    ? reject(
        'conflict',
        'A wave has started: roll the train back, or stop it where it is and close it',
      )
    : accept<TrainEvent>({ type: 'train.cancelled', data: { by, reason } });
}

/* istanbul ignore next: the compiler shows that it is never reached */
function assertNever(value: never): never {
  throw new Error(`Unknown command ${JSON.stringify(value)}`);
}
