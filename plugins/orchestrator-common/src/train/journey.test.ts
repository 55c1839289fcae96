import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  carryOver,
  createTrain,
  planTrain,
  trainOutline,
  waveObstacles,
  departureObstacles,
} from '.';
import { trainConflicts } from '../calendar';
import type { EvidenceLink, TrainPlan } from '../model';
import { evolveGate, strictnessTable } from '../gates';
import { evolveProduct, evolveTrain } from '.';
import { parseManifest, type TrainManifest } from '../manifest';
import {
  DEPARTURE,
  factsOf,
  LAX_STRICTNESS,
  MemoryTrain,
  PASS,
  productOf,
  trainManifest,
} from './testing/MemoryTrain';

const ANA = 'user:default/ana';
const BEN = 'user:default/ben';
const SOAK_END = '2030-03-26T09:10:00.000Z';

const metric = (name: string, product?: string) => ({
  name,
  interval: '1m',
  failureCondition: 'result > 1',
  prometheus: { query: 'up' },
  ...(product !== undefined && { product }),
});

function go(train: MemoryTrain): void {
  train.gate('go', {
    type: 'record',
    gate: 'go',
    criterion: 'on-call',
    result: PASS,
    by: 'system:on-call',
  });
}

/** A train whose gate is a GO, at its departure. */
function ready(patch: Parameters<typeof trainManifest>[0] = {}): MemoryTrain {
  const train = new MemoryTrain(trainManifest(patch));
  train.at('2030-03-20T00:00:00.000Z');
  go(train);
  train.at(DEPARTURE);
  return train;
}

function departed(
  patch: Parameters<typeof trainManifest>[0] = {},
): MemoryTrain {
  const train = ready(patch);
  expect(train.command({ type: 'depart', by: ANA })).toBeUndefined();
  return train;
}

/** A wave that soaks for ten minutes with a metric of checkout. */
const watched = (onFailure: 'halt' | 'rollback' = 'rollback') => ({
  waves: [
    {
      id: 'pilot',
      title: 'Pilot',
      soak: '10m',
      onFailure,
      analysis: {
        during: [
          metric('errors', 'checkout'),
          { ...metric('trial'), dryRun: true },
        ],
      },
    },
    { id: 'all' },
  ],
});

const assess = (
  train: MemoryTrain,
  phase: 'Successful' | 'Failed' | 'Inconclusive' | 'Running' | 'Pending',
  stage: 'during' | 'after' = 'during',
  name = 'errors',
) =>
  train.command({
    type: 'recordAnalysis',
    wave: 'pilot',
    stage,
    phase,
    message: `${phase} because of ${name}`,
    metrics: { [name]: phase },
    evidence: [],
  });

const wave = (train: MemoryTrain, id = 'pilot') =>
  train.train.waves.find(one => one.id === id)!;
const types = (train: MemoryTrain) => train.log.map(({ event }) => event.type);

describe('a train', () => {
  it('goes from its plan to its end', () => {
    const train = new MemoryTrain(
      trainManifest({
        milestones: [{ id: 'start', title: 'Start', at: 'D-14' }],
      }),
    );
    expect(train.train.phase).toBe('planned');
    train.at('2030-03-12T09:00:00.000Z');
    expect(train.train.phase).toBe('preparing');
    train.at('2030-03-19T09:00:00.000Z');
    expect(train.train.phase).toBe('gated');
    expect(train.command({ type: 'depart', by: ANA })?.message).toBe(
      `Go or no-go is undecided; It departs at ${DEPARTURE}`,
    );
    go(train);
    train.at(DEPARTURE);
    expect(train.command({ type: 'depart', by: ANA })).toBeUndefined();
    expect(train.train).toMatchObject({ phase: 'departing', departedBy: ANA });
    train.finishAll();
    expect(train.train.waves.map(({ status }) => status)).toEqual([
      'done',
      'done',
    ]);
    expect(train.train.phase).toBe('closing');
    expect(train.command({ type: 'close', by: ANA })).toBeUndefined();
    expect(train.train).toMatchObject({
      phase: 'closed',
      outcome: 'succeeded',
    });
    expect(
      train.command({ type: 'pause', by: ANA, reason: 'r' })?.message,
    ).toBe('The train is closed');
    expect(train.wake()).toBe(false);
  });

  it('departs by itself where its manifest says so, and not while it is paused', () => {
    const train = new MemoryTrain(trainManifest({ depart: 'automatic' }));
    train.at('2030-03-20T00:00:00.000Z');
    go(train);
    train.command({ type: 'pause', by: ANA, reason: 'Wait' });
    train.at(DEPARTURE);
    expect(train.train.phase).toBe('gated');
    expect(train.command({ type: 'depart', by: ANA })?.message).toBe(
      'The train is paused: Wait',
    );
    train.command({ type: 'resume', by: ANA });
    expect(train.train).toMatchObject({
      phase: 'departing',
      departedBy: 'system:orchestrator',
    });
  });

  it('activates products in the order of their dependencies, as many at a time as it may', () => {
    const train = departed({ waves: [{ id: 'pilot', maxParallel: 1 }] });
    const order: string[] = [];
    for (;;) {
      const busy = [...train.products.keys()].filter(id =>
        train.runningStep(id),
      );
      expect(busy.length).toBeLessThanOrEqual(1);
      if (busy.length === 0) {
        break;
      }
      order.push(busy[0]);
      train.finishStep(busy[0]);
    }
    expect(order).toEqual([
      'vault',
      'estimates',
      'payments',
      'checkout',
      'shop',
    ]);
  });

  it('needs no gate before a departure whose gates all stand before waves', () => {
    const train = new MemoryTrain(
      trainManifest({
        gates: [
          {
            id: 'go',
            title: 'Second gate',
            before: 'all',
            criteria: [{ id: 'on-call', scope: 'train', onCall: {} }],
          },
        ],
      }),
    );
    train.at(DEPARTURE);
    expect(train.train.phase).toBe('gated');
    train.command({ type: 'depart', by: ANA });
    train.finishAll();
    expect(wave(train, 'all').status).toBe('pending');
    expect(
      waveObstacles(train.train, wave(train, 'all'), train.context()),
    ).toEqual([{ message: 'Second gate is undecided' }]);
    go(train);
    expect(wave(train, 'all')).toMatchObject({
      status: 'activating',
      gates: [
        { id: 'go', evidenceDigest: train.gates.get('go')?.evidenceDigest },
      ],
    });
  });

  it('can be cancelled until a wave has started, and paused and resumed', () => {
    const train = new MemoryTrain(trainManifest());
    expect(train.command({ type: 'resume', by: ANA })?.code).toBe('conflict');
    train.command({ type: 'pause', by: ANA, reason: 'a' });
    train.command({ type: 'pause', by: BEN, reason: 'b' });
    expect(train.train.pause).toMatchObject({ by: ANA });
    train.command({ type: 'cancel', by: ANA, reason: 'No budget' });
    expect(train.train).toMatchObject({
      phase: 'cancelled',
      outcome: 'cancelled',
    });
    expect(
      departed().command({ type: 'cancel', by: ANA, reason: 'r' })?.message,
    ).toContain('A wave has started');
  });
});

describe('a window', () => {
  const windows = [
    {
      kind: 'deny' as const,
      ranges: [{ from: '2030-03-26T00:00', to: '2030-03-27T00:00' }],
      reason: 'Audit',
    },
  ];

  it('that is closed keeps the train, until it opens', () => {
    const train = ready({ windows });
    expect(train.train.plan.problems).toMatchObject([
      { code: 'departureInFreeze', severity: 'warns' },
    ]);
    expect(train.command({ type: 'depart', by: ANA })?.message).toBe(
      'Closed by the deny window “Audit”.',
    );
    expect(train.wakeAt).toBe('2030-03-26T23:00:00.000Z');
    train.wake();
    expect(train.command({ type: 'depart', by: ANA })).toBeUndefined();
  });

  it('is passed with an override that has a reason and an end, recorded with the wave', () => {
    const train = ready({
      windows,
      waves: [{ id: 'pilot' }, { id: 'all', notBefore: 'D+2h' }],
    });
    const override = (reason: string, expiresAt: string) =>
      train.command({ type: 'overrideWindow', by: BEN, reason, expiresAt });
    expect(override(' ', '2030-03-26T10:00:00Z')?.code).toBe('invalid');
    expect(override('Agreed', '2030-03-26T08:00:00Z')?.code).toBe('invalid');
    override('Agreed', '2030-03-26T10:00:00Z');
    train.command({ type: 'depart', by: ANA });
    train.finishAll();
    expect(wave(train)).toMatchObject({
      status: 'done',
      override: {
        by: BEN,
        reason: 'Agreed',
        expiresAt: '2030-03-26T10:00:00.000Z',
      },
    });
    // The override has ended when the second wave could start.
    expect(train.wakeAt).toBe('2030-03-26T11:00:00.000Z');
    train.wake();
    expect(wave(train, 'all').status).toBe('pending');
    train.wake();
    expect(train.now).toBe('2030-03-26T23:00:00.000Z');
    expect(wave(train, 'all').status).toBe('activating');
  });

  it('never keeps a rollback', () => {
    const train = departed({
      windows: [
        {
          ...windows[0],
          ranges: [{ from: '2030-03-26T10:30', to: '2030-03-27T00:00' }],
        },
      ],
    });
    train.at('2030-03-26T09:31:00.000Z');
    train.command({ type: 'pause', by: ANA, reason: 'r' });
    expect(
      train.command({
        type: 'rollback',
        by: ANA,
        reason: 'Broken',
        scope: 'train',
      }),
    ).toBeUndefined();
    train.finishAll();
    expect(train.train.phase).toBe('closing');
    train.command({ type: 'close', by: ANA });
    expect(train.train).toMatchObject({
      phase: 'rolledBack',
      outcome: 'rolledBack',
    });
  });
});

describe('a deadline', () => {
  const milestones = [
    { id: 'freeze', title: 'Freeze', at: 'D-2', deadline: true },
    { id: 'other', title: 'Other', at: 'D-3' },
  ];
  const confirm = (train: MemoryTrain, id: string, patch: object = {}) =>
    train.command({
      type: 'confirmReady',
      product: id,
      milestone: 'freeze',
      by: BEN,
      ownershipRefs: [`group:default/team-${id}`],
      evidence: [],
      ...patch,
    });

  it('is kept by whoever says so in time; who is late takes an exception or misses the train', () => {
    const train = new MemoryTrain(trainManifest({ milestones }));
    ['vault', 'payments', 'checkout'].forEach(id =>
      expect(confirm(train, id)).toBeUndefined(),
    );
    expect(confirm(train, 'vault')).toBeUndefined();
    expect(confirm(train, 'shop', { ownershipRefs: [] })?.message).toBe(
      'group:default/team-shop says whether shop is ready',
    );
    expect(confirm(train, 'shop', { milestone: 'other' })?.message).toBe(
      'The train has no deadline other',
    );
    expect(confirm(train, 'none')?.message).toBe(
      'The train has no product none',
    );
    train.at('2030-03-20T00:00:00.000Z');
    go(train);
    train.at(DEPARTURE);
    expect(types(train).filter(type => type === 'passenger.late')).toHaveLength(
      2,
    );
    expect(confirm(train, 'shop')?.message).toBe(
      'shop has missed freeze: it takes an exception to stay aboard',
    );
    expect(train.command({ type: 'depart', by: ANA })?.message).toBe(
      'shop is late for freeze: grant an exception, or let it miss the train; estimates is late for freeze: grant an exception, or let it miss the train',
    );
    const except = {
      type: 'grantException',
      product: 'shop',
      milestone: 'freeze',
      by: BEN,
      ownershipRefs: [] as string[],
    } as const;
    const shopOwner = train.train.plan.products.find(({ id }) => id === 'shop')!
      .owner!;
    expect(
      train.command({
        ...except,
        ownershipRefs: [shopOwner],
        reason: 'Ours is small',
      }),
    ).toMatchObject({
      code: 'notAllowed',
      message: `shop is yours, as it is of ${shopOwner}: somebody else has to grant it an exception, such as ${train.train.owner}, who own the train`,
    });
    expect(
      train.train.passengers.flatMap(({ exceptions }) => exceptions),
    ).toEqual([]);
    expect(train.command({ ...except, reason: '' })?.message).toBe(
      'An exception needs its reason',
    );
    // Who owns the train decides, whatever else is theirs.
    train.command({
      ...except,
      ownershipRefs: [shopOwner, train.train.owner],
      reason: 'Small',
    });
    train.command({
      type: 'dropProduct',
      product: 'estimates',
      by: BEN,
      reason: 'Not done',
      dependents: false,
    });
    expect(confirm(train, 'estimates')?.message).toBe(
      'estimates has left the train',
    );
    // Who is aboard is a part of what is signed.
    expect(train.command({ type: 'depart', by: ANA })).toBeUndefined();
    expect(wave(train).products).toEqual([
      'vault',
      'payments',
      'checkout',
      'shop',
    ]);
    expect(confirm(train, 'shop')?.message).toBe(
      'The train is departing: who is aboard is settled',
    );
    train.finishAll();
    train.command({ type: 'close', by: ANA });
    expect(train.train.outcome).toBe('partlySucceeded');
  });

  it('missed by a product is missed by those that need it', () => {
    const train = new MemoryTrain(trainManifest({ milestones }));
    const drop = {
      type: 'dropProduct',
      product: 'payments',
      by: BEN,
      reason: 'Late',
    } as const;
    expect(train.command({ ...drop, dependents: false })?.message).toContain(
      "checkout, shop can't go without payments",
    );
    train.command({ ...drop, dependents: true });
    expect(
      train.train.passengers
        .filter(({ standing }) => standing === 'left')
        .map(({ id }) => id),
    ).toEqual(['payments', 'checkout', 'shop']);
    ['vault', 'estimates'].forEach(id =>
      train.command({ ...drop, product: id, dependents: false }),
    );
    expect(departureObstacles(train.train, train.context())[0]).toEqual({
      message: 'No product is aboard',
    });
  });
});

describe('rehearsals', () => {
  const rehearsals = [
    {
      id: 'staging',
      title: 'Staging',
      environment: 'staging',
      due: 'D-5',
      products: ['vault'],
    },
  ];
  const finish = {
    type: 'finishRehearsal',
    rehearsal: 'staging',
    result: 'passed',
    by: BEN,
    evidence: [] as EvidenceLink[],
    rollback: true,
  } as const;

  it('are recorded with what was rehearsed, and how long it took', () => {
    const train = new MemoryTrain(
      trainManifest({ rehearsals }),
      '2030-03-12T00:00:00.000Z',
    );
    const start = () =>
      train.command({ type: 'startRehearsal', rehearsal: 'staging', by: BEN });
    expect(train.command(finish)?.message).toBe('Staging is not under way');
    start();
    expect(train.train.phase).toBe('rehearsing');
    expect(start()?.message).toBe(
      'Staging is under way, started by user:default/ben',
    );
    expect(train.command(finish)?.message).toContain('needs its evidence');
    train.at('2030-03-12T00:10:00.000Z');
    train.command({ ...finish, notes: 'All well' });
    expect(train.train.phase).toBe('preparing');
    expect(train.train.rehearsals).toMatchObject([
      {
        status: 'passed',
        releases: { vault: '1.0.0' },
        durationMs: 600_000,
        notes: 'All well',
      },
    ]);
    train.at('2030-03-20T00:00:00.000Z');
    start();
    expect(train.train.phase).toBe('gated');
    expect(
      train.command({ type: 'startRehearsal', rehearsal: 'none', by: BEN })
        ?.code,
    ).toBe('invalid');
  });

  it('come before the departure', () => {
    expect(
      departed({ rehearsals }).command({
        type: 'startRehearsal',
        rehearsal: 'staging',
        by: BEN,
      })?.code,
    ).toBe('conflict');
  });
});

describe('a wave', () => {
  it('soaks while its metrics are watched, and goes on when nothing has failed', () => {
    const train = departed(watched());
    expect(train.analysing).toEqual([
      { type: 'analyse', wave: 'pilot', stage: 'during' },
    ]);
    train.finishAll();
    expect(wave(train)).toMatchObject({
      status: 'soaking',
      soakUntil: SOAK_END,
    });
    expect(train.wakeAt).toBe(SOAK_END);
    assess(train, 'Running');
    train.wake();
    expect(wave(train).status).toBe('done');
    expect(wave(train, 'all').status).toBe('activating');
  });

  it('that nobody measured asks a person', () => {
    const train = departed(watched());
    train.finishAll();
    assess(train, 'Pending');
    train.wake();
    expect(wave(train)).toMatchObject({ status: 'awaitingVerdict' });
    expect(train.analysing).toHaveLength(1);
    train.command({
      type: 'giveVerdict',
      wave: 'pilot',
      decision: 'proceed',
      by: BEN,
      reason: 'Looked at the graphs',
    });
    expect(wave(train)).toMatchObject({
      status: 'done',
      during: { verdict: { by: BEN, reason: 'Looked at the graphs' } },
    });
    const none = departed(watched());
    none.finishAll();
    none.wake();
    none.command({
      type: 'giveVerdict',
      wave: 'pilot',
      decision: 'proceed',
      by: BEN,
      reason: 'ok',
    });
    expect(wave(none)).toMatchObject({
      status: 'done',
      during: { phase: 'Pending', message: 'Nothing was measured' },
    });
  });

  it('halts by itself, opens an incident, and takes the coupled products back in reverse order', () => {
    const train = departed(watched());
    train.finishAll();
    assess(train, 'Failed');
    expect(wave(train)).toMatchObject({
      status: 'rollingBack',
      halt: { cause: 'analysis', reason: 'Failed because of errors' },
    });
    expect(train.train.incidents).toMatchObject([
      {
        id: 'pilot-1',
        severity: 'sev2',
        wave: 'pilot',
        products: ['checkout'],
        cause: 'analysis',
      },
    ]);
    expect(
      [...train.products.keys()].filter(id => train.runningStep(id)),
    ).toEqual(['shop']);
    expect(
      train.command({ type: 'resumeWave', by: ANA, reason: 'r' })?.code,
    ).toBe('conflict');
    train.finishStep('shop');
    expect(
      [...train.products.keys()].filter(id => train.runningStep(id)),
    ).toEqual(['checkout']);
    train.finishStep('checkout');
    expect(wave(train)).toMatchObject({
      status: 'halted',
      rolledBack: ['checkout', 'shop'],
    });
    expect(train.products.get('payments')?.activations[0].status).toBe(
      'active',
    );
    train.command({ type: 'resumeWave', by: ANA, reason: 'Fixed' });
    expect(wave(train)).toMatchObject({
      status: 'activating',
      round: 2,
      rolledBack: [],
    });
    train.finishAll();
    assess(train, 'Successful');
    train.wake();
    expect(wave(train).status).toBe('done');
  });

  it('takes all of its products back when a failed metric is about none of them', () => {
    const train = departed({
      waves: [
        {
          id: 'pilot',
          soak: '10m',
          onFailure: 'rollback',
          analysis: { during: [metric('errors')] },
        },
      ],
    });
    train.finishAll();
    assess(train, 'Failed');
    train.finishAll();
    expect(wave(train)).toMatchObject({
      status: 'rolledBack',
      rolledBack: ['vault', 'payments', 'checkout', 'shop', 'estimates'],
    });
  });

  it('takes the members of a coupled group back together', () => {
    const train = departed({ ...watched(), coupled: [['shop', 'estimates']] });
    train.finishAll();
    assess(train, 'Failed');
    train.finishAll();
    expect(wave(train).rolledBack).toEqual(['checkout', 'shop', 'estimates']);
  });

  it('only stops where the plan says so; then it can be stopped there, and the rest is skipped', () => {
    const train = departed(watched('halt'));
    expect(
      train.command({ type: 'stopHere', by: ANA, reason: 'r' })?.message,
    ).toContain('halt the wave first');
    train.finishAll();
    assess(train, 'Failed');
    expect(wave(train).status).toBe('halted');
    assess(train, 'Successful');
    expect(wave(train).status).toBe('halted');
    train.command({ type: 'stopHere', by: ANA, reason: 'Good enough' });
    expect(train.train.waves.map(({ status }) => status)).toEqual([
      'halted',
      'skipped',
    ]);
    expect(train.train.phase).toBe('closing');
    expect(
      train.command({ type: 'stopHere', by: ANA, reason: 'r' })?.code,
    ).toBe('conflict');
  });

  it('that is inconclusive waits for a verdict, and halts meanwhile when its metrics fail', () => {
    const train = departed(watched());
    const verdict = (decision: 'proceed' | 'halt', reason = 'Looked') =>
      train.command({
        type: 'giveVerdict',
        wave: 'pilot',
        decision,
        by: BEN,
        reason,
      });
    expect(verdict('proceed')?.code).toBe('conflict');
    train.finishAll();
    assess(train, 'Inconclusive');
    expect(wave(train)).toMatchObject({
      status: 'awaitingVerdict',
      returnTo: 'soaking',
    });
    expect(verdict('proceed', ' ')?.message).toBe('A verdict needs its reason');
    verdict('proceed');
    expect(wave(train).status).toBe('soaking');
    train.command({
      type: 'recordAnalysis',
      wave: 'pilot',
      stage: 'during',
      phase: 'Inconclusive',
      message: 'm',
      metrics: { errors: 'Inconclusive', trial: 'Running' },
      evidence: [],
    });
    expect(wave(train).status).toBe('soaking');
    assess(train, 'Running');
    assess(train, 'Inconclusive');
    expect(wave(train).status).toBe('awaitingVerdict');
    assess(train, 'Failed');
    expect(wave(train).status).toBe('rollingBack');
    const halted = departed(watched());
    halted.finishAll();
    assess(halted, 'Inconclusive');
    halted.command({
      type: 'giveVerdict',
      wave: 'pilot',
      decision: 'halt',
      by: BEN,
      reason: 'No',
    });
    expect(wave(halted)).toMatchObject({
      status: 'halted',
      halt: { cause: 'verdict', by: BEN },
    });
  });

  it('is analysed after its soak, where that is asked', () => {
    const train = departed({
      waves: [
        {
          id: 'pilot',
          analysis: { after: [{ ...metric('latency'), count: 3 }] },
        },
      ],
    });
    train.finishAll();
    expect(wave(train).status).toBe('analysing');
    expect(train.analysing).toEqual([
      { type: 'analyse', wave: 'pilot', stage: 'after' },
    ]);
    assess(train, 'Running', 'after', 'latency');
    assess(train, 'Inconclusive', 'after', 'latency');
    train.command({
      type: 'giveVerdict',
      wave: 'pilot',
      decision: 'proceed',
      by: BEN,
      reason: 'ok',
    });
    expect(wave(train)).toMatchObject({
      status: 'done',
      after: { verdict: { decision: 'proceed' } },
    });
    const good = departed({
      waves: [
        {
          id: 'pilot',
          analysis: { after: [{ ...metric('latency'), count: 3 }] },
        },
      ],
    });
    good.finishAll();
    assess(good, 'Successful', 'after', 'latency');
    expect(good.train.phase).toBe('closing');
    expect(assess(good, 'Failed', 'after', 'latency')).toBeUndefined();
    expect(good.train.phase).toBe('closing');
  });

  it('halts when an activation fails, and tries that again when it is resumed', () => {
    const train = departed(watched('halt'));
    train.finishStep('vault', true);
    expect(wave(train)).toMatchObject({
      status: 'halted',
      halt: { cause: 'activation', reason: 'Activation failed: vault' },
    });
    train.command({ type: 'resumeWave', by: ANA, reason: 'Fixed' });
    expect(train.products.get('vault')?.activations).toMatchObject([
      { status: 'activating', round: 2 },
    ]);
    train.finishStep('vault', true);
    expect(wave(train)).toMatchObject({ status: 'halted', round: 2 });
    expect(train.train.incidents.map(({ id }) => id)).toEqual([
      'pilot-1',
      'pilot-2',
    ]);
  });

  it('goes no further while the train is paused', () => {
    const train = departed(watched());
    train.command({ type: 'pause', by: ANA, reason: 'Lunch' });
    train.finishAll();
    expect(
      [...train.products.values()].flatMap(({ activations }) => activations),
    ).toHaveLength(2);
    train.command({ type: 'resume', by: ANA });
    train.finishAll();
    assess(train, 'Running');
    train.command({ type: 'pause', by: ANA, reason: 'Lunch' });
    train.at(SOAK_END);
    expect(wave(train).status).toBe('soaking');
    train.command({ type: 'resume', by: ANA });
    expect(wave(train).status).toBe('done');
    const between = departed();
    between.command({ type: 'pause', by: ANA, reason: 'r' });
    between.finishAll();
    expect(wave(between, 'all').status).toBe('pending');
  });

  it('can be halted by a person, and nothing else can be', () => {
    const train = departed();
    expect(
      train.command({ type: 'resumeWave', by: ANA, reason: 'r' })?.message,
    ).toBe('pilot is activating, not halted');
    train.command({ type: 'halt', by: ANA, reason: 'A call' });
    expect(wave(train)).toMatchObject({
      status: 'halted',
      halt: { cause: 'person' },
    });
    expect(train.command({ type: 'halt', by: ANA, reason: 'r' })?.code).toBe(
      'conflict',
    );
    expect(
      new MemoryTrain(trainManifest()).command({
        type: 'halt',
        by: ANA,
        reason: 'r',
      })?.message,
    ).toBe('No wave has started');
    expect(assess(train, 'Running')).toBeUndefined();
    expect(
      train.command({
        type: 'recordAnalysis',
        wave: 'none',
        stage: 'during',
        phase: 'Failed',
        message: 'm',
        metrics: {},
        evidence: [],
      })?.code,
    ).toBe('invalid');
  });

  it('can be stopped before the first one, while a window is closed', () => {
    const train = departed({ waves: [{ id: 'pilot', notBefore: 'D+1' }] });
    expect(train.wakeAt).toBe('2030-03-27T09:00:00.000Z');
    train.command({ type: 'stopHere', by: ANA, reason: 'Not any more' });
    expect(train.train.waves[0].status).toBe('skipped');
    train.command({ type: 'close', by: ANA });
    expect(train.train.outcome).toBe('partlySucceeded');
  });
});

describe('a rollback', () => {
  it('of a train goes the exact way back, wave by wave and layer by layer', () => {
    const train = departed();
    train.finishAll();
    expect(train.train.phase).toBe('closing');
    train.command({
      type: 'rollback',
      by: ANA,
      reason: 'Wrong prices',
      scope: 'train',
    });
    expect(train.command({ type: 'close', by: ANA })?.message).toContain(
      'and is rolled back',
    );
    train.finishAll();
    const order = (type: string) =>
      train.log.flatMap(({ stream, event }) =>
        event.type === type
          ? [`${(event.data as { wave: string }).wave} ${stream}`]
          : [],
      );
    expect(order('activation.rollbackStarted')).toEqual(
      [...order('activation.started')].reverse(),
    );
    train.command({ type: 'close', by: ANA });
    expect(train.train.phase).toBe('rolledBack');
  });

  it('of one product in all waves takes what needs it, and leaves what it needs', () => {
    const train = departed();
    train.finishAll();
    expect(
      train.command({
        type: 'rollback',
        by: ANA,
        reason: 'r',
        scope: 'train',
        products: ['none'],
      })?.code,
    ).toBe('invalid');
    train.command({
      type: 'rollback',
      by: ANA,
      reason: 'r',
      scope: 'train',
      products: ['checkout'],
    });
    train.finishAll();
    expect(
      train.train.waves.map(({ status, rolledBack }) => [status, rolledBack]),
    ).toEqual([
      ['done', ['checkout', 'shop']],
      ['done', ['checkout', 'shop']],
    ]);
    train.command({ type: 'close', by: ANA });
    expect(train.train.outcome).toBe('partlySucceeded');
  });

  it('takes along what another rollback has begun', () => {
    const train = departed();
    train.finishAll();
    const back = (products?: string[]) =>
      train.command({
        type: 'rollback',
        by: ANA,
        reason: 'r',
        scope: 'train',
        ...(products && { products }),
      });
    back(['shop']);
    back(['estimates']);
    expect(train.train.rollback?.layers).toEqual([['shop'], ['estimates']]);
    back();
    back();
    expect(train.train.rollback?.whole).toBe(true);
    train.finishAll();
    expect(
      train.train.waves.every(({ status }) => status === 'rolledBack'),
    ).toBe(true);
  });

  it('waits for a person where a product can’t be taken back, and what it needs stays', () => {
    const train = departed({ waves: [{ id: 'pilot' }] });
    train.finishAll();
    train.command({ type: 'rollback', by: ANA, reason: 'r', scope: 'wave' });
    train.finishStep('shop', true);
    expect(train.products.get('shop')?.activations[0].status).toBe(
      'rollbackFailed',
    );
    train.finishAll();
    expect(train.products.get('checkout')?.activations[0].status).toBe(
      'active',
    );
    expect(
      train.product('shop', {
        type: 'settleStep',
        wave: 'pilot',
        by: BEN,
        note: '',
      })?.code,
    ).toBe('invalid');
    train.product('shop', {
      type: 'settleStep',
      wave: 'pilot',
      by: BEN,
      note: 'Removed by hand',
    });
    train.finishAll();
    expect(wave(train).status).toBe('rolledBack');
  });

  it('fences out what an activation still reports', () => {
    const train = departed();
    const step = train.runningStep('vault')!;
    train.command({ type: 'rollback', by: ANA, reason: 'r', scope: 'wave' });
    expect(
      train.product('vault', {
        type: 'completeStep',
        wave: 'pilot',
        step: step.step,
        workId: step.workId!,
        outcome: { type: 'done' },
      }),
    ).toMatchObject({ code: 'stale' });
  });
});

describe('incidents', () => {
  it('are opened by a person, pause the train, take notes, and are resolved', () => {
    const train = departed();
    const open = {
      type: 'openIncident',
      id: 'i-1',
      title: 'Slow',
      severity: 'sev1',
      wave: 'pilot',
      products: ['shop'] as string[],
      by: BEN,
      pause: true,
    } as const;
    expect(train.command({ ...open, wave: 'none' })?.code).toBe('invalid');
    train.command(open);
    train.command(open);
    train.command({ ...open, id: 'i-2', wave: undefined });
    expect(train.train.incidents.map(({ id }) => id)).toEqual(['i-1', 'i-2']);
    expect(train.train.pause?.reason).toBe('Incident: Slow');
    train.command({
      type: 'noteIncident',
      id: 'i-1',
      by: ANA,
      text: 'Looking',
    });
    expect(
      train.command({ type: 'noteIncident', id: 'i-9', by: ANA, text: 'x' })
        ?.code,
    ).toBe('invalid');
    train.command({ type: 'resume', by: ANA });
    train.finishAll();
    expect(train.command({ type: 'close', by: ANA })?.message).toBe(
      'The incident “Slow” is open; The incident “Slow” is open; There were incidents: link the post-mortem',
    );
    expect(
      train.command({
        type: 'resolveIncident',
        id: 'i-1',
        by: ANA,
        resolution: '',
      })?.code,
    ).toBe('invalid');
    ['i-1', 'i-2', 'i-1'].forEach(id =>
      train.command({
        type: 'resolveIncident',
        id,
        by: ANA,
        resolution: 'Restarted',
      }),
    );
    train.command({
      type: 'recordPostMortem',
      by: ANA,
      url: 'https://docs.example.com/1',
    });
    expect(train.command({ type: 'close', by: ANA })).toBeUndefined();
    expect(train.train.incidents[0]).toMatchObject({
      resolvedBy: ANA,
      notes: [{ by: ANA, text: 'Looking' }],
    });
  });
});

describe('communications', () => {
  const channels = [{ kind: 'email' as const, to: ['all@example.com'] }];
  const base = {
    persona: 'customers' as const,
    channels,
    subject: 'S',
    body: 'B',
  };
  const communications = [
    {
      ...base,
      id: 'before',
      moment: 'before' as const,
      milestone: 'departure',
      approvers: ['group:default/press'],
    },
    { ...base, id: 'early', moment: 'before' as const, milestone: 'tell' },
    { ...base, id: 'update', moment: 'update' as const, wave: 'pilot' },
  ];
  const milestones = [{ id: 'tell', title: 'Tell', at: 'D-1' }];
  const approve = (train: MemoryTrain, id: string, patch: object = {}) =>
    train.command({
      type: 'approveCommunication',
      id,
      by: BEN,
      ownershipRefs: ['group:default/press'],
      digest:
        train.train.communications.find(one => one.id === id)?.digest ?? '',
      ...patch,
    });
  const state = (train: MemoryTrain, id: string) =>
    train.train.communications.find(one => one.id === id)!;
  const report = (
    train: MemoryTrain,
    id: string,
    outcome: 'sent' | 'notSent' | 'unknown',
  ) =>
    train.command({
      type: 'reportSending',
      id,
      workId: state(train, id).workId ?? '',
      outcome,
    });

  it('go out once, when they are approved and due', () => {
    const train = new MemoryTrain(
      trainManifest({ communications, milestones }),
    );
    expect(approve(train, 'before', { ownershipRefs: [] })?.message).toBe(
      'Only group:default/press can approve this',
    );
    expect(approve(train, 'before', { digest: 'old' })?.code).toBe('stale');
    expect(approve(train, 'none')?.code).toBe('invalid');
    approve(train, 'early');
    expect(approve(train, 'early')).toBeUndefined();
    expect(train.sent).toEqual([]);
    expect(
      train.command({ type: 'startSending', id: 'early', workId: 'w' })?.code,
    ).toBe('conflict');
    train.at('2030-03-25T09:00:00.000Z');
    train.advance();
    expect(train.sent).toEqual(['early']);
    expect(
      train.command({ type: 'startSending', id: 'early', workId: 'w' })?.code,
    ).toBe('conflict');
    report(train, 'early', 'sent');
    expect(report(train, 'early', 'sent')?.code).toBe('stale');
    expect(approve(train, 'early')?.code).toBe('conflict');
    train.at(DEPARTURE);
    expect(train.sent).toEqual(['early']);
    approve(train, 'before');
    expect(train.sent).toEqual(['early', 'before']);
  });

  it('lose their approval when their words change', () => {
    const train = new MemoryTrain(
      trainManifest({ communications, milestones }),
    );
    const edit = (body: string) =>
      train.command({
        type: 'editCommunication',
        id: 'early',
        by: ANA,
        subject: 'S',
        body,
      });
    approve(train, 'early');
    edit('B');
    expect(state(train, 'early').status).toBe('approved');
    edit('Other');
    expect(state(train, 'early')).toMatchObject({
      status: 'draft',
      body: 'Other',
      approvedBy: undefined,
    });
    train.command({
      type: 'cancelCommunication',
      id: 'early',
      by: ANA,
      reason: 'r',
    });
    expect(edit('x')?.code).toBe('conflict');
  });

  it('whose outcome nobody knows are not sent again but by a person', () => {
    const train = departed({ communications, milestones });
    approve(train, 'early');
    const retry = () =>
      train.command({
        type: 'retryCommunication',
        id: 'early',
        by: ANA,
        reason: 'Nothing arrived',
      });
    expect(retry()?.code).toBe('conflict');
    report(train, 'early', 'unknown');
    expect(state(train, 'early')).toMatchObject({
      status: 'failed',
      failure: { outcome: 'unknown', message: 'No reason was given' },
    });
    train.advance();
    expect(train.sent).toEqual(['early']);
    retry();
    expect(train.sent).toEqual(['early', 'early']);
    expect(
      train.command({
        type: 'cancelCommunication',
        id: 'early',
        by: ANA,
        reason: 'r',
      })?.code,
    ).toBe('conflict');
    train.finishAll();
    expect(train.command({ type: 'close', by: ANA })?.message).toBe(
      'early is being sent',
    );
  });

  it('of a wave wait for it, and none goes out while the train is paused', () => {
    const train = departed({ communications, milestones });
    approve(train, 'update');
    expect(train.sent).toEqual([]);
    train.command({ type: 'pause', by: ANA, reason: 'r' });
    approve(train, 'early');
    expect(train.sent).toEqual([]);
    train.command({ type: 'resume', by: ANA });
    train.finishAll();
    expect(train.sent).toEqual(['early', 'update']);
  });
});

describe('the end of a train', () => {
  const success = [
    {
      id: 'adoption',
      title: 'Adoption',
      kind: 'adoption' as const,
      target: '>=20',
    },
  ];

  it('asks for every success metric, or for the reason why there is none', () => {
    const train = departed({ success });
    train.finishAll();
    const record = (patch: object) =>
      train.command({
        type: 'recordSuccess',
        id: 'adoption',
        by: ANA,
        ...patch,
      });
    expect(train.command({ type: 'close', by: ANA })?.message).toContain(
      '“Adoption” is not measured',
    );
    expect(record({ id: 'none', value: 1 })?.code).toBe('invalid');
    expect(record({})?.message).toBe('Say why “Adoption” has no value');
    record({ note: 'Too early' });
    expect(train.train.success).toMatchObject([
      { met: false, note: 'Too early' },
    ]);
    record({ value: 20 });
    expect(train.train.success).toMatchObject([{ met: true, value: 20 }]);
    expect(train.command({ type: 'close', by: ANA })).toBeUndefined();
  });

  it('leaves follow-ups, which the next train carries', () => {
    const train = departed({ waves: [{ id: 'pilot' }] });
    const followUp = {
      id: 'f-1',
      title: 'Remove the old table',
      owner: 'group:default/commerce',
      due: '2030-05-01',
      source: 'person' as const,
    };
    train.command({ type: 'addFollowUp', followUp });
    train.command({ type: 'addFollowUp', followUp });
    train.command({
      type: 'addFollowUp',
      followUp: { ...followUp, id: 'f-2' },
    });
    train.finishAll();
    train.command({ type: 'close', by: ANA });
    expect(carryOver(train.train).map(({ id }) => id)).toEqual(['f-1', 'f-2']);
    train.command({ type: 'finishFollowUp', id: 'f-2', by: BEN });
    train.command({ type: 'finishFollowUp', id: 'f-2', by: BEN });
    expect(
      train.command({ type: 'finishFollowUp', id: 'f-9', by: BEN })?.code,
    ).toBe('invalid');
    const carried = carryOver(train.train);
    expect(carried).toEqual([
      { ...followUp, status: 'open', carriedFrom: 'train-1' },
    ]);
    expect(
      carryOver({ id: 'train-2', followUps: carried })[0].carriedFrom,
    ).toBe('train-1');
  });

  it('can’t be had before the last wave', () => {
    expect(departed().command({ type: 'close', by: ANA })?.code).toBe(
      'conflict',
    );
  });
});

describe('a runbook', () => {
  const manual = productOf('vault', {
    activation: [
      { id: 'migrate', manual: { runbook: 'r' } },
      { id: 'look', title: 'Look', manual: { instructions: 'Look at it' } },
      { id: 'on', flag: { key: 'v', set: 'on' } },
    ],
    runbooks: [
      {
        id: 'r',
        title: 'R',
        steps: [
          { id: 'a', title: 'A' },
          { id: 'b', title: 'B' },
        ],
      },
    ],
  });
  const train = () =>
    departed({
      products: [manual],
      dependencies: [],
      waves: [{ id: 'pilot' }],
    });
  const tick = (
    on: MemoryTrain,
    runbookStep: string,
    result: 'done' | 'failed' | 'helpNeeded' = 'done',
    step = 'migrate',
    note?: string,
  ) =>
    on.product('vault', {
      type: 'tickRunbook',
      wave: 'pilot',
      step,
      runbookStep,
      result,
      by: BEN,
      onCall: [BEN],
      note,
    });
  const finish = (on: MemoryTrain, result: 'done' | 'failed', step = 'look') =>
    on.product('vault', {
      type: 'finishManualStep',
      wave: 'pilot',
      step,
      result,
      by: BEN,
      note: 'n',
    });

  it('is ticked one step at a time, with who was on call, and then the next step starts', () => {
    const on = train();
    expect(tick(on, 'b')?.message).toBe(
      'The next step is a: a runbook goes one step at a time',
    );
    expect(finish(on, 'done', 'migrate')?.code).toBe('invalid');
    tick(on, 'a', 'helpNeeded', 'migrate', 'Who knows this?');
    tick(on, 'a');
    expect(tick(on, 'a')?.message).toBe('a is ticked already');
    tick(on, 'b');
    expect(on.products.get('vault')?.activations[0].steps[0]).toMatchObject({
      status: 'done',
      ticks: [
        { result: 'helpNeeded' },
        { step: 'a', onCall: [BEN] },
        { step: 'b' },
      ],
    });
    expect(tick(on, 'a', 'done', 'look')?.code).toBe('conflict');
    expect(finish(on, 'done', 'on')?.code).toBe('conflict');
    finish(on, 'done');
    expect(on.runningStep('vault')).toMatchObject({ step: 'on', kind: 'flag' });
    on.finishAll();
    expect(on.train.phase).toBe('closing');
  });

  it('that fails stops the activation, and can be tried again or settled', () => {
    const on = train();
    tick(on, 'a', 'failed');
    expect(on.products.get('vault')?.activations[0]).toMatchObject({
      status: 'failed',
      steps: [
        { failure: { code: 'failedByHand', message: 'user:default/ben: a' } },
        {},
        {},
      ],
    });
    expect(wave(on).status).toBe('halted');
    on.product('vault', { type: 'retryStep', wave: 'pilot', by: BEN });
    expect(on.products.get('vault')?.activations[0].status).toBe('activating');
    expect(
      on.product('vault', { type: 'retryStep', wave: 'pilot', by: BEN })
        ?.message,
    ).toBe('No step has failed');
    tick(on, 'a');
    tick(on, 'b');
    // The wave is halted: its next step waits until somebody resumes it.
    expect(on.runningStep('vault')).toBeUndefined();
    on.command({ type: 'resumeWave', by: ANA, reason: 'r' });
    // What went on after the resume and fails then halts the wave again, and doesn't begin anew.
    finish(on, 'failed');
    expect(wave(on).status).toBe('halted');
    expect(on.runningStep('vault')).toBeUndefined();
    on.product('vault', {
      type: 'settleStep',
      wave: 'pilot',
      by: ANA,
      note: 'It was right',
    });
    expect(on.runningStep('vault')).toBeUndefined();
    on.command({ type: 'resumeWave', by: ANA, reason: 'r' });
    expect(on.runningStep('vault')).toMatchObject({ step: 'on' });
    on.finishAll();
    expect(on.products.get('vault')?.activations[0].status).toBe('active');
    expect(on.train.phase).toBe('closing');
  });
});

describe('a step', () => {
  const fail = (train: MemoryTrain, kind: 'transient' | 'rateLimited') => {
    const step = train.runningStep('vault')!;
    return train.product('vault', {
      type: 'completeStep',
      wave: 'pilot',
      step: step.step,
      workId: step.workId!,
      outcome: {
        type: 'failed',
        failure: { class: kind, code: 'c', message: 'm' },
      },
    });
  };

  it('that fails for a moment is tried again, as often as the train says', () => {
    const train = departed({
      waves: [{ id: 'pilot' }],
      retry: { maxRetries: 1 },
    });
    const step = () => train.products.get('vault')!.activations[0].steps[0];
    fail(train, 'rateLimited');
    expect(step()).toMatchObject({ status: 'running', attemptsUsed: 0 });
    fail(train, 'transient');
    expect(step()).toMatchObject({
      attemptsUsed: 1,
      retryAt: '2030-03-26T09:01:00.000Z',
    });
    fail(train, 'transient');
    expect(step().status).toBe('failed');
  });

  it('is started and taken back once, whatever comes twice', () => {
    const train = departed({ waves: [{ id: 'pilot' }] });
    const { length } = train.log;
    expect(
      train.product('vault', { type: 'activate', wave: 'pilot', round: 1 }),
    ).toBeUndefined();
    expect(
      train.product('shop', { type: 'rollBack', wave: 'pilot', reason: 'r' }),
    ).toBeUndefined();
    expect(train.log).toHaveLength(length);
    train.product('vault', { type: 'rollBack', wave: 'pilot', reason: 'r' });
    expect(
      train.product('vault', { type: 'activate', wave: 'pilot', round: 1 })
        ?.code,
    ).toBe('conflict');
  });
});

describe('a plan', () => {
  it('of the example has an order, its dates in minutes, and nothing that blocks it', () => {
    const parsed = parseManifest(
      readFileSync(
        resolve(__dirname, '../../../../examples/trains/spring-checkout.yaml'),
        'utf8',
      ),
      { kinds: ['Train'] },
    );
    const { manifest } = parsed as Extract<typeof parsed, { manifest: object }>;
    const { layers, milestones, problems } = planTrain(
      manifest,
      {
        ...factsOf(manifest),
        dependencies: [
          {
            from: 'component:default/payments-api',
            to: 'component:default/card-vault',
          },
        ],
      },
      { revision: 1, strictness: strictnessTable() },
    );
    expect(problems).toEqual([]);
    expect(layers).toEqual([
      ['card-vault', 'estimates'],
      ['payments'],
      ['checkout'],
      ['shop'],
    ]);
    expect(milestones.map(({ at }) => at)).toEqual([
      '2030-03-26T08:56:00.000Z',
      '2030-03-26T08:59:00.000Z',
      '2030-03-26T08:59:30.000Z',
    ]);
  });

  const plan = (
    manifest: TrainManifest,
    facts = factsOf(manifest),
    patch: object = {},
  ) =>
    planTrain(manifest, facts, {
      revision: 1,
      strictness: LAX_STRICTNESS,
      ...patch,
    });

  it('takes technical dependencies from the catalog and commercial ones from the manifest', () => {
    const manifest = trainManifest();
    const facts = {
      ...factsOf(manifest),
      dependencies: [
        {
          from: 'component:default/estimates',
          to: 'component:default/shop',
          reason: 'dependsOn',
        },
        { from: 'component:default/shop', to: 'component:default/elsewhere' },
        { from: 'component:default/vault', to: 'component:default/vault' },
      ],
    };
    const { layers, edges, products } = plan(manifest, facts);
    expect(layers).toEqual([
      ['vault'],
      ['payments'],
      ['checkout'],
      ['shop'],
      ['estimates'],
    ]);
    expect(edges[0]).toEqual({
      from: 'estimates',
      to: 'shop',
      kind: 'technical',
      reason: 'dependsOn',
    });
    expect(products[0]).toMatchObject({
      owner: 'group:default/team-vault',
      layer: 0,
    });
  });

  it('is refused with the path of a circle', () => {
    const manifest = trainManifest();
    expect(() =>
      plan(manifest, {
        ...factsOf(manifest),
        dependencies: [
          { from: 'component:default/vault', to: 'component:default/shop' },
        ],
      }),
    ).toThrow(
      'Products need each other in a circle: vault needs shop (technical), shop needs checkout (commercial: offers)',
    );
  });

  it.each([
    ['departure', undefined, true],
    ['pilot', undefined, true],
    ['all', undefined, false],
    ['pilot', ['vault'], true],
    ['all', ['vault'], true],
  ])(
    'with a demanded criterion before %s and %j in the first wave lets shop go: %s',
    (before, first, goes) => {
      const manifest = trainManifest({
        products: [productOf('vault'), productOf('shop')],
        dependencies: [],
        gates: [
          {
            id: 'late',
            title: 'Look again',
            before,
            criteria: [{ id: 'on-call', products: ['shop'], onCall: {} }],
          },
        ],
        waves: [{ id: 'pilot', products: first }, { id: 'all' }],
      });
      const demanding = strictnessTable({
        medium: { demands: ['onCall'] },
      });
      const { problems } = plan(manifest, undefined, { strictness: demanding });
      expect(
        problems.filter(({ product }) => product === 'shop'),
      ).toMatchObject(
        goes
          ? []
          : [
              {
                code: 'strictness',
                severity: 'blocks',
                message:
                  'shop is medium: Look again asks for onCall only after it is activated in pilot; ask before that wave, or before the departure',
              },
            ],
      );
    },
  );

  it('names unknown entities, products without an owner, and criteria that the criticality demands', () => {
    const manifest = trainManifest({
      products: [productOf('shop', { criticality: 'high' })],
      dependencies: [],
    });
    const facts = { entities: {}, dependencies: [], consumers: [] };
    const { problems } = plan(manifest, facts, {
      strictness: strictnessTable(),
    });
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([
      ['unknownEntity', 'blocks'],
      ['noOwner', 'warns'],
      ['strictness', 'blocks'],
      ['strictness', 'blocks'],
      ['strictness', 'blocks'],
    ]);
    const taken = plan(manifest, facts);
    expect(() =>
      createTrain({
        id: '1',
        manifest,
        changeDigest: 'd',
        createdBy: { kind: 'user', ref: ANA },
        plan: taken,
        followUps: [],
      }),
    ).toThrow('component:default/shop is not in the catalog');
  });

  it('finds consumers that aren’t ready, those aboard by what they say themselves', () => {
    const api = 'api:default/payments';
    const offers = [{ api, version: '3.0.0' }];
    const manifest = trainManifest({
      products: [
        productOf('payments', { contracts: { offers } }),
        productOf('shop', {
          owner: 'group:default/shop',
          contracts: { needs: [{ api, range: '^2.0.0' }] },
        }),
      ],
      dependencies: [],
    });
    const consumers = [
      {
        entityRef: 'component:default/shop',
        needs: [{ api, range: '^1.0.0' }],
      },
      { entityRef: 'component:default/old', needs: [{ api, range: '^1.0.0' }] },
    ];
    const { problems, contracts } = plan(manifest, {
      ...factsOf(manifest),
      consumers,
    });
    expect(contracts.map(({ consumer, needed }) => [consumer, needed])).toEqual(
      [
        ['component:default/shop', '^2.0.0'],
        ['component:default/old', '^1.0.0'],
      ],
    );
    expect(problems).toMatchObject([
      { code: 'contract', severity: 'blocks', product: 'shop' },
      { code: 'contract', severity: 'blocks' },
    ]);
  });

  it('is in the way of other trains as they are in its own, and is planned for one departure of its schedule', () => {
    const manifest = trainManifest({
      departure: undefined,
      schedule: { rrule: 'FREQ=MONTHLY' },
      calendar: {
        holidays: ['2030-04-19', { date: '2030-04-22', name: 'Easter' }],
      },
      waves: [{ id: 'pilot' }, { id: 'all', notBefore: 'D+2' }],
    });
    expect(() => plan(manifest)).toThrow('departure');
    const first = plan(manifest, undefined, { departure: DEPARTURE });
    const one = trainOutline('one', manifest, first);
    expect(one).toMatchObject({
      departure: DEPARTURE,
      arrival: '2030-03-28T09:00:00.000Z',
    });
    const later = plan(manifest, undefined, {
      departure: '2030-03-27T09:00:00Z',
    });
    const other = trainOutline('other', manifest, later);
    const kinds = [
      trainConflicts(one, [other]),
      trainConflicts(other, [one]),
    ].map(found => found.map(({ kind }) => kind));
    expect(kinds).toEqual([
      ['products', 'people'],
      ['products', 'people'],
    ]);
  });
});

describe('a revision', () => {
  it('keeps what stays, and asks again for what has changed', () => {
    const base = {
      persona: 'sales' as const,
      moment: 'before' as const,
      milestone: 'departure',
      channels: [{ kind: 'email' as const, to: ['a'] }],
      subject: 'S',
    };
    const manifest = (bodies: [string, string]) =>
      trainManifest({
        rehearsals: [{ id: 'r', title: 'R', environment: 'e', due: 'D-1' }],
        communications: [
          { ...base, id: 'a', body: bodies[0] },
          { ...base, id: 'b', body: bodies[1] },
        ],
      });
    const train = new MemoryTrain(manifest(['1', '1']));
    for (const { id, digest } of train.train.communications) {
      train.command({
        type: 'approveCommunication',
        id,
        by: BEN,
        ownershipRefs: [],
        digest,
      });
    }
    train.command({ type: 'startRehearsal', rehearsal: 'r', by: BEN });
    train.command({
      type: 'dropProduct',
      product: 'estimates',
      by: BEN,
      reason: 'r',
      dependents: false,
    });
    expect(train.revise(manifest(['1', '2']), BEN)).toBeUndefined();
    expect(train.train.communications.map(({ status }) => status)).toEqual([
      'approved',
      'draft',
    ]);
    expect(train.train.authors).toEqual([ANA, BEN]);
    expect(train.train.rehearsals).toHaveLength(1);
    expect(train.train.plan.revision).toBe(2);
    expect(wave(train).products).not.toContain('estimates');
    train.revise(trainManifest(), ANA);
    expect(train.train.rehearsals).toEqual([]);
  });

  it('comes of the catalog alone where it is looked at again, and has no author', () => {
    const train = ready();
    const look = (plan: TrainPlan) =>
      train.command({ type: 'lookAgain', by: BEN, changeDigest: 'd', plan });
    const { plan } = train.train;
    const revisions = () =>
      train.log.filter(({ event }) => event.type === 'train.revised');
    const signed = train.digest('go');
    expect(look({ ...plan, revision: 2 })).toBeUndefined();
    expect(revisions()).toEqual([]);
    expect(train.digest('go')).toBe(signed);
    const problem = {
      code: 'contract' as const,
      severity: 'blocks' as const,
      message: 'kiosk does not bear the new prices yet',
      product: 'shop',
    };
    expect(look({ ...plan, revision: 2, problems: [problem] })).toBeUndefined();
    expect(revisions()).toMatchObject([
      { event: { data: { by: BEN, lookedAgain: true } } },
    ]);
    expect(train.train.plan.problems).toEqual([problem]);
    expect(train.train.authors).toEqual([ANA]);
    expect(train.digest('go')).not.toBe(signed);
    expect(look({ ...plan, revision: 2 })?.code).toBe('stale');
    expect(
      departed().command({
        type: 'lookAgain',
        by: BEN,
        changeDigest: 'd',
        plan,
      })?.code,
    ).toBe('conflict');
  });

  it('is refused after the departure, for an older plan, and for unknown entities', () => {
    const train = new MemoryTrain(trainManifest());
    const { manifest, plan } = train.train;
    const revise = {
      type: 'revise',
      by: ANA,
      reason: 'r',
      manifest,
      changeDigest: 'd',
    } as const;
    expect(train.command({ ...revise, plan })?.code).toBe('stale');
    expect(
      train.command({
        ...revise,
        plan: {
          ...plan,
          revision: 2,
          problems: [
            {
              code: 'unknownEntity',
              severity: 'blocks',
              message: 'x is unknown',
            },
          ],
        },
      })?.message,
    ).toBe('x is unknown');
    const left = departed();
    expect(left.revise(manifest)?.code).toBe('conflict');
  });

  it('that leaves a blocking problem keeps the train', () => {
    const train = ready();
    const { plan } = train.train;
    const problems = [
      {
        severity: 'blocks' as const,
        code: 'contract' as const,
        product: 'shop',
        message: 'shop is not ready',
      },
    ];
    train.train = { ...train.train, plan: { ...plan, problems } };
    expect(train.command({ type: 'depart', by: ANA })?.message).toBe(
      'shop is not ready',
    );
  });
});

describe('a fold', () => {
  const place = { runId: 'r', version: 1, occurredAt: DEPARTURE };

  it('needs its first event first', () => {
    expect(() =>
      evolveTrain(undefined, { type: 'train.gated', data: {} }, place),
    ).toThrow('starts with train.gated');
    expect(() =>
      evolveGate(
        undefined,
        { type: 'gate.signOffWithdrawn', data: { by: ANA } },
        place,
      ),
    ).toThrow('starts with gate.signOffWithdrawn');
    expect(() =>
      evolveProduct(
        undefined,
        { type: 'step.finished', data: { wave: 'w', step: 's' } },
        place,
      ),
    ).toThrow('starts with step.finished');
  });
});
