import { canonicalJson } from '../manifest';
import { badInput } from '../pacing';
import { accept, reject, type Decision } from '../sweep/decision';
import type { FlagDefinition, FlagSchedule, FlagState } from './definition';
import type { FlagCommand, FlagCommandOf } from './flagCommands';
import type { FlagEvent } from './flagEvents';
import { definitionOf, isSameSource } from './flagParts';
import { flagStanding } from './standing';

/** What decisions about a flag may look at beside its state. @public */
export interface FlagContext {
  /** ISO 8601. */
  now: string;
}

/**
 * Decides what a command does to a flag.
 *
 * @remarks
 * A kill asks for no version: it counts whatever else happens at the same time. A killed flag can be changed, but stays
 * killed until somebody revives it.
 * @param state - undefined where there is no such flag yet
 * @public
 */
export function decideFlag(
  state: FlagState | undefined,
  command: FlagCommand,
  context: FlagContext,
): Decision<FlagEvent> {
  if (command.type === 'create') {
    return create(state, command, context);
  }
  if (!state) {
    return reject('invalid', 'There is no such flag');
  }
  if (state.archived) {
    return command.type === 'archive' || command.type === 'turnOff'
      ? accept()
      : reject('conflict', `The flag ${state.key} is archived`);
  }
  switch (command.type) {
    case 'update':
      return update(state, command, context);
    case 'turnOn':
      return turnOn(state, command, context);
    case 'turnOff':
      return state.rules.some(({ source }) =>
        isSameSource(source, command.source),
      )
        ? accept<FlagEvent>({
            type: 'flag.turnedOff',
            data: { source: command.source, by: command.by },
          })
        : accept();
    case 'schedule':
      return schedule(state, command, context);
    case 'recordTrial':
      return Number.isFinite(command.killedWithinMs) &&
        command.killedWithinMs >= 0
        ? accept<FlagEvent>({
            type: 'flag.tried',
            data: { killedWithinMs: command.killedWithinMs, by: command.by },
          })
        : reject(
            'invalid',
            badInput(
              'killedWithinMs',
              command.killedWithinMs,
              'milliseconds from 0',
            ).message,
          );
    case 'kill':
      return withReason(command, 'To kill a flag', () =>
        state.killed ? accept() : said('flag.killed', command),
      );
    case 'revive':
      return withReason(command, 'To revive a flag', () =>
        state.killed
          ? said('flag.revived', command)
          : reject('conflict', `The flag ${state.key} is not killed`),
      );
    case 'archive':
      return withReason(command, 'To archive a flag', () =>
        said('flag.archived', command),
      );
    default:
      return assertNever(command);
  }
}

function create(
  state: FlagState | undefined,
  { key, definition, by }: FlagCommandOf<'create'>,
  { now }: FlagContext,
): Decision<FlagEvent> {
  if (state) {
    return reject(
      state.archived ? 'conflict' : 'stale',
      state.archived
        ? `The flag ${key} is archived: clients may still ask for it, so its key is not given again`
        : `There is a flag ${key} already: look at it, then change it`,
    );
  }
  const past = firstPast(definition.schedules, [], now);
  return past
    ? reject('invalid', past)
    : accept<FlagEvent>({
        type: 'flag.created',
        data: { key, definition, by },
      });
}

function update(
  state: FlagState,
  { definition, expectedVersion, by }: FlagCommandOf<'update'>,
  { now }: FlagContext,
): Decision<FlagEvent> {
  if (expectedVersion !== state.version) {
    return reject(
      'stale',
      `The flag ${state.key} has changed since you looked at it (version ${expectedVersion}, now ${state.version}): look again, then repeat what you wanted`,
    );
  }
  if (definition.type !== state.type) {
    return reject(
      'invalid',
      badInput(
        'type',
        definition.type,
        `${state.type}: clients ask for the flag by its type`,
      ).message,
    );
  }
  const past = firstPast(definition.schedules, state.schedules, now);
  if (past) {
    return reject('invalid', past);
  }
  return canonicalJson(definition) === canonicalJson(definitionOf(state))
    ? accept()
    : accept<FlagEvent>({ type: 'flag.updated', data: { definition, by } });
}

function turnOn(
  state: FlagState,
  command: FlagCommandOf<'turnOn'>,
  { now }: FlagContext,
): Decision<FlagEvent> {
  if (state.killed) {
    return reject(
      'conflict',
      `The flag ${state.key} was killed by ${state.killed.by} (${state.killed.reason}): it must be revived first`,
    );
  }
  if (!flagStanding(state, now).enabled) {
    return reject(
      'conflict',
      `The flag ${state.key} is not enabled: it must be enabled first`,
    );
  }
  const variant = command.variant ?? onVariant(state);
  if (variant === undefined || !Object.hasOwn(state.variants, variant)) {
    return reject(
      'invalid',
      badInput(
        'variant',
        command.variant,
        `one of the variants ${Object.keys(state.variants).join(', ')}`,
      ).message,
    );
  }
  const { source, segment, by } = command;
  const rule = state.rules.find(other => isSameSource(other.source, source));
  return rule?.variant === variant &&
    canonicalJson(rule.segment) === canonicalJson(segment)
    ? accept()
    : accept<FlagEvent>({
        type: 'flag.turnedOn',
        data: { source, segment, variant, by },
      });
}

/** The variant that stands for on, where there is no doubt about it. */
function onVariant({
  variants,
  defaultVariant,
}: FlagState): string | undefined {
  const others = Object.keys(variants).filter(name => name !== defaultVariant);
  return others.length === 1 ? others[0] : others.find(name => name === 'on');
}

function schedule(
  state: FlagState,
  { schedules, by }: FlagCommandOf<'schedule'>,
  { now }: FlagContext,
): Decision<FlagEvent> {
  const wrong = schedules.findIndex(
    ({ variant }) =>
      variant !== undefined && !Object.hasOwn(state.variants, variant),
  );
  if (wrong >= 0) {
    return reject(
      'invalid',
      badInput(
        `schedules[${wrong}].variant`,
        schedules[wrong].variant,
        `one of the variants ${Object.keys(state.variants).join(', ')}`,
      ).message,
    );
  }
  const past = firstPast(schedules, state.schedules, now);
  if (past) {
    return reject('invalid', past);
  }
  return canonicalJson(schedules) === canonicalJson(state.schedules)
    ? accept()
    : accept<FlagEvent>({ type: 'flag.scheduled', data: { schedules, by } });
}

/** Says which entry is too late; one that stood there before may stay when its time has come. */
function firstPast(
  schedules: FlagSchedule[],
  known: FlagDefinition['schedules'],
  now: string,
): string | undefined {
  const knownEntries = new Set(known.map(entry => canonicalJson(entry)));
  const index = schedules.findIndex(
    entry =>
      Date.parse(entry.at) <= Date.parse(now) &&
      !knownEntries.has(canonicalJson(entry)),
  );
  return index < 0
    ? undefined
    : badInput(
        `schedules[${index}].at`,
        schedules[index].at,
        `an instant after now (${now})`,
      ).message;
}

function withReason(
  { reason }: { reason: string },
  what: string,
  decide: () => Decision<FlagEvent>,
): Decision<FlagEvent> {
  return reason.trim() === ''
    ? reject('invalid', `${what} needs a reason`)
    : decide();
}

function said(
  type: 'flag.killed' | 'flag.revived' | 'flag.archived',
  { reason, by }: { reason: string; by: string },
): Decision<FlagEvent> {
  return accept<FlagEvent>({ type, data: { reason, by } });
}

/* istanbul ignore next: the compiler shows that it is never reached */
function assertNever(command: never): never {
  throw new Error(`Unknown command ${JSON.stringify(command)}`);
}
