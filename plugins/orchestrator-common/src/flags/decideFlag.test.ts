import {
  decideFlag,
  definitionOf,
  evolveFlag,
  flagStream,
  type FlagCommand,
  type FlagEvent,
  type FlagState,
} from '.';
import { flagDefinition, flagState, segment } from './testFlag';

const NOW = '2030-06-01T12:00:00.000Z';
const by = 'user:default/ana';
const wave1 = { run: 'train-1', wave: 'one' };
const wave2 = { run: 'train-1', wave: 'two' };
const killed = { by: 'user:default/bo', reason: 'Errors', at: NOW };
const archived = { by, reason: 'Done', at: NOW };

function decide(state: FlagState | undefined, command: FlagCommand) {
  return decideFlag(state, command, { now: NOW });
}

/** The state after commands that are all accepted. */
function after(
  state: FlagState | undefined,
  ...commands: FlagCommand[]
): FlagState {
  let current = state;
  for (const command of commands) {
    const decision = decide(current, command);
    expect(decision.rejection).toBeUndefined();
    for (const event of decision.events ?? []) {
      current = evolveFlag(current, event, {
        version: (current?.version ?? 0) + 1,
        occurredAt: NOW,
      });
    }
  }
  if (!current) {
    throw new Error('Nothing was made');
  }
  return current;
}

const on = (
  source = wave1,
  given: Partial<FlagState['rules'][number]['segment']> = {},
  variant?: string,
): FlagCommand => ({
  type: 'turnOn',
  source,
  segment: segment(given),
  variant,
  by,
});

describe('a new flag', () => {
  const create: FlagCommand = {
    type: 'create',
    key: 'new-checkout',
    definition: flagDefinition({ title: 'New checkout' }),
    by,
  };

  it('is made', () => {
    expect(flagStream('new-checkout')).toBe('flag/new-checkout');
    expect(after(undefined, create)).toEqual({
      ...flagDefinition({ title: 'New checkout' }),
      key: 'new-checkout',
      version: 1,
      createdAt: NOW,
      createdBy: by,
      updatedAt: NOW,
    });
  });

  it('is not made over another one, nor over an archived one', () => {
    expect(decide(flagState(), create).rejection).toMatchObject({
      code: 'stale',
    });
    expect(decide(flagState({ archived }), create).rejection).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('its key is not given again'),
    });
  });

  it('has no schedule in the past', () => {
    const definition = flagDefinition({
      schedules: [{ at: NOW, enabled: false }],
    });
    expect(decide(undefined, { ...create, definition }).rejection).toEqual({
      code: 'invalid',
      message: `schedules[0].at: found "${NOW}", accepted is an instant after now (${NOW})`,
    });
  });

  it('comes before all that is done to it', () => {
    expect(decide(undefined, on()).rejection).toMatchObject({
      code: 'invalid',
    });
    expect(() =>
      evolveFlag(
        undefined,
        { type: 'flag.killed', data: { by, reason: 'x' } },
        { version: 1, occurredAt: NOW },
      ),
    ).toThrow('starts with flag.killed');
  });
});

describe('an update', () => {
  const update = (
    definition: Partial<FlagState>,
    expectedVersion = 3,
  ): FlagCommand => ({
    type: 'update',
    definition: { ...definitionOf(flagState()), ...definition },
    expectedVersion,
    by,
  });

  it('replaces what people write, and leaves the rest', () => {
    const state = after(
      flagState({ title: 'Old', killed }),
      update({ description: 'Changed' }),
    );
    expect(state).toMatchObject({ description: 'Changed', killed, version: 4 });
    expect(state).not.toHaveProperty('title');
  });

  it('is refused where the flag has changed since', () => {
    expect(decide(flagState(), update({}, 2)).rejection).toMatchObject({
      code: 'stale',
      message: expect.stringContaining('(version 2, now 3)'),
    });
  });

  it('can not change the type', () => {
    expect(
      decide(flagState(), update({ type: 'string' })).rejection?.message,
    ).toBe(
      'type: found "string", accepted is boolean: clients ask for the flag by its type',
    );
  });

  it('is nothing where nothing is new', () => {
    expect(decide(flagState(), update({}))).toEqual({ events: [] });
  });

  it('may keep a schedule whose time has come, but have no new one', () => {
    const past = { at: '2030-01-01T00:00:00Z', enabled: false };
    const state = flagState({ schedules: [past] });
    expect(
      decide(state, update({ title: 'T', schedules: [past] })).events,
    ).toHaveLength(1);
    expect(
      decide(state, update({ schedules: [past, { ...past, enabled: true }] }))
        .rejection?.message,
    ).toMatch(/^schedules\[1\]\.at/);
  });
});

describe('a wave', () => {
  it('adds its rule at the end, replaces it, and takes it away', () => {
    const first = { segment: segment({ customers: ['acme'] }), variant: 'off' };
    const state = after(
      flagState({ rules: [first] }),
      on(wave1, { percent: 5 }),
      on(wave2, { regions: ['eu'] }),
      on(wave1, { percent: 20 }),
    );
    expect(state.rules).toEqual([
      first,
      { source: wave1, segment: segment({ percent: 20 }), variant: 'on' },
      { source: wave2, segment: segment({ regions: ['eu'] }), variant: 'on' },
    ]);
    const without = after(state, { type: 'turnOff', source: wave1, by });
    expect(without.rules).toEqual([first, state.rules[2]]);
  });

  it('does nothing twice', () => {
    const state = after(flagState(), on());
    expect(decide(state, on())).toEqual({ events: [] });
    expect(decide(flagState(), { type: 'turnOff', source: wave1, by })).toEqual(
      { events: [] },
    );
  });

  it('replaces its variant, too', () => {
    const flag = flagState({
      variants: { off: false, on: true, also: true },
    });
    const state = after(flag, on(), on(wave1, {}, 'also'));
    expect(state.rules).toMatchObject([{ variant: 'also' }]);
  });

  it.each([
    [{ variants: { a: true, off: false } }, 'a'],
    [{ variants: { a: true, on: true, off: false } }, 'on'],
  ])('finds out what on is: %j', (flag, variant) => {
    expect(after(flagState(flag), on()).rules).toMatchObject([{ variant }]);
  });

  it.each([
    [undefined, { a: true, b: true, off: false }, 'found nothing'],
    ['x', { on: true, off: false }, 'found "x"'],
  ])('must say which variant: %s', (variant, variants, found) => {
    expect(
      decide(flagState({ variants }), on(wave1, {}, variant)).rejection,
    ).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(`variant: ${found}, accepted is one of`),
    });
  });

  it('turns nothing on that was killed or is not enabled, but off', () => {
    const [event] = decide(flagState(), on()).events as FlagEvent[];
    const active = evolveFlag(flagState(), event, {
      version: 4,
      occurredAt: NOW,
    });
    const dead = { ...active, killed };
    expect(decide(dead, on(wave2)).rejection).toEqual({
      code: 'conflict',
      message:
        'The flag new-checkout was killed by user:default/bo (Errors): it must be revived first',
    });
    expect(decide(flagState({ enabled: false }), on()).rejection).toMatchObject(
      { code: 'conflict' },
    );
    expect(
      decide(
        flagState({
          schedules: [{ at: '2030-01-01T00:00:00Z', enabled: false }],
        }),
        on(),
      ).rejection,
    ).toMatchObject({ code: 'conflict' });
    expect(after(dead, { type: 'turnOff', source: wave1, by }).rules).toEqual(
      [],
    );
  });
});

describe('the kill switch', () => {
  const kill: FlagCommand = { type: 'kill', reason: 'Errors', by };

  it('kills and revives, and remembers who and why', () => {
    const dead = after(flagState(), kill);
    expect(dead.killed).toEqual({ by, reason: 'Errors', at: NOW });
    const alive = after(dead, { type: 'revive', reason: 'Fixed', by });
    expect(alive).not.toHaveProperty('killed');
    expect(alive.version).toBe(5);
  });

  it('kills once', () => {
    expect(decide(flagState({ killed }), kill)).toEqual({ events: [] });
  });

  it.each(['kill', 'revive', 'archive'] as const)(
    'asks for a reason: %s',
    type => {
      expect(
        decide(flagState(), { type, reason: ' ', by }).rejection,
      ).toMatchObject({
        code: 'invalid',
        message: expect.stringContaining('needs a reason'),
      });
    },
  );

  it('revives nothing that lives', () => {
    expect(
      decide(flagState(), { type: 'revive', reason: 'x', by }).rejection,
    ).toMatchObject({ code: 'conflict' });
  });
});

describe('a trial of the kill switch', () => {
  const killFlag: FlagCommand = { type: 'kill', reason: 'A trial', by };
  const trial: FlagCommand = { type: 'recordTrial', killedWithinMs: 80, by };
  const revive: FlagCommand = { type: 'revive', reason: 'It works', by };
  const update = (
    version: number,
    definition: Partial<FlagState>,
  ): FlagCommand => ({
    type: 'update',
    definition: { ...definitionOf(flagState()), ...definition },
    expectedVersion: version,
    by,
  });
  const tried = after(flagState(), killFlag, trial, revive);

  it('is of the flag as it is, the revival that ends it included', () => {
    expect(tried.tried).toEqual({ killedWithinMs: 80, by, at: NOW });
  });

  it.each<[string, FlagCommand[]]>([
    ['other words for people', [update(6, { title: 'New', description: 'D' })]],
    ['a wave', [on()]],
  ])('stays one after %s', (_, commands) => {
    expect(after(tried, ...commands).tried).not.toHaveProperty('changedAt');
  });

  it.each<[string, FlagCommand[]]>([
    ['another default', [update(6, { defaultVariant: 'on' })]],
    ['being disabled', [update(6, { enabled: false })]],
    [
      'a schedule',
      [
        {
          type: 'schedule',
          schedules: [{ at: '2030-07-01T00:00:00Z', variant: 'on' }],
          by,
        },
      ],
    ],
  ])('is outdated by %s, until there is another one', (_, commands) => {
    const changed = after(tried, ...commands);
    expect(changed.tried).toMatchObject({ killedWithinMs: 80, changedAt: NOW });
    expect(after(changed, trial).tried).not.toHaveProperty('changedAt');
  });

  it('is outdated by the end of a kill that no client has tried', () => {
    const place = { version: 9, occurredAt: '2031-01-01T00:00:00.000Z' };
    const dead = evolveFlag(
      tried,
      { type: 'flag.killed', data: { reason: 'Errors', by } },
      place,
    );
    expect(dead.tried).not.toHaveProperty('changedAt');
    const revived = evolveFlag(
      dead,
      { type: 'flag.revived', data: { reason: 'Fixed', by } },
      place,
    );
    expect(revived.tried?.changedAt).toBe(place.occurredAt);
  });
});

describe('a schedule', () => {
  const entry = { at: '2030-07-01T00:00:00Z', variant: 'on' };
  const schedule = (schedules: FlagState['schedules']): FlagCommand => ({
    type: 'schedule',
    schedules,
    by,
  });

  it('is set, once', () => {
    const state = after(flagState(), schedule([entry]));
    expect(state.schedules).toEqual([entry]);
    expect(decide(state, schedule([entry]))).toEqual({ events: [] });
  });

  it.each([
    [{ ...entry, variant: 'x' }, 'schedules[0].variant: found "x"'],
    [{ ...entry, at: NOW }, 'schedules[0].at: found'],
  ])('is refused: %j', (wrong, message) => {
    expect(decide(flagState(), schedule([wrong])).rejection?.message).toContain(
      message,
    );
  });
});

describe('an archived flag', () => {
  it('is done with', () => {
    const state = after(flagState(), { type: 'archive', reason: 'Done', by });
    expect(state.archived).toEqual({ by, reason: 'Done', at: NOW });
    expect(
      decide(state, { type: 'kill', reason: 'x', by }).rejection,
    ).toMatchObject({ code: 'conflict' });
    expect(decide(state, { type: 'archive', reason: 'x', by })).toEqual({
      events: [],
    });
    expect(decide(state, { type: 'turnOff', source: wave1, by })).toEqual({
      events: [],
    });
  });
});
