import fc from 'fast-check';
import { evolveProduct, evolveTrain } from '.';
import type { GateEvent, ProductEvent, TrainEvent } from '../events';
import { evolveGate, expectedParts } from '../gates';
import { trainWindows } from '../manifest';
import type {
  CriterionStatus,
  GateState,
  ProductState,
  TrainState,
} from '../model';
import { windowState } from '../windows';
import { takenBackObstacles } from './obstacles';
import { ENDED_PHASES } from './trainContext';
import {
  MemoryTrain,
  PASS,
  productOf,
  trainManifest,
  type Recorded,
} from './testing/MemoryTrain';

const PEOPLE = ['user:default/ana', 'user:default/ben', 'user:default/mei'];
const RELEASE = ['group:default/release'];
const NEEDS: Record<string, string[]> = {
  payments: ['vault'],
  checkout: ['payments'],
  shop: ['checkout'],
};

/** What may happen next, by number: workers finish, people act, time passes. */
const steps = fc.array(
  fc.record({ what: fc.integer({ min: 0, max: 99 }), who: fc.nat(60) }),
  { minLength: 30, maxLength: 160, size: 'max' },
);
const setups = fc.record({
  signOffs: fc.integer({ min: 0, max: 2 }),
  onFailure: fc.constantFrom('halt' as const, 'rollback' as const),
  depart: fc.constantFrom('manual' as const, 'automatic' as const),
  /** Whose windows are closed: those of the train, or those of the portal. */
  frozen: fc.constantFrom(undefined, 'train' as const, 'portal' as const),
  maxParallel: fc.integer({ min: 1, max: 3 }),
  coupled: fc.boolean(),
  /** Begin with a train that has departed: by chance alone few would. */
  departed: fc.boolean(),
});
type Setup = typeof setups extends fc.Arbitrary<infer T> ? T : never;

const FREEZE = {
  kind: 'deny' as const,
  ranges: [{ from: '2030-03-26T00:00', to: '2030-03-26T12:00' }],
};

function trainOf(setup: Setup): MemoryTrain {
  const wave = {
    soak: '10m',
    onFailure: setup.onFailure,
    maxParallel: setup.maxParallel,
    analysis: {
      during: [
        {
          name: 'errors',
          product: 'checkout',
          interval: '1m',
          prometheus: { query: 'up' },
        },
      ],
    },
  };
  const criteria = [
    { id: 'ci', ci: {}, validFor: '5d' },
    { id: 'on-call', scope: 'train' as const, onCall: {} },
  ];
  const train = new MemoryTrain(
    trainManifest({
      depart: setup.depart,
      products: ['vault', 'payments', 'checkout', 'shop', 'estimates'].map(
        (id, index) =>
          productOf(id, {
            criticality: (
              ['critical', 'high', 'medium', 'low', 'low'] as const
            )[index],
          }),
      ),
      windows: setup.frozen === 'train' ? [FREEZE] : [],
      milestones: [
        { id: 'freeze', title: 'Freeze', at: 'D-1', deadline: true },
      ],
      coupled: setup.coupled ? [['shop', 'estimates']] : [],
      gates: [
        {
          id: 'go',
          criteria,
          signOffs:
            setup.signOffs > 0
              ? [{ id: 'release', from: RELEASE, required: setup.signOffs }]
              : [],
        },
        { id: 'second', before: 'all', opens: 'D', criteria: [criteria[1]] },
      ],
      waves: [
        {
          id: 'pilot',
          ...wave,
          products: ['vault', 'payments', 'checkout', 'shop'],
        },
        { id: 'all', ...wave, notBefore: 'D+1' },
      ],
      communications: [
        {
          id: 'news',
          persona: 'customers',
          moment: 'before',
          milestone: 'departure',
          channels: [{ kind: 'email', to: ['a'] }],
          subject: 'S',
          body: 'B',
        },
      ],
      success: [
        { id: 'adoption', title: 'Adoption', kind: 'adoption', target: '>=1' },
      ],
    }),
    '2030-03-20T00:00:00.000Z',
    undefined,
    undefined,
    setup.frozen === 'portal' ? [{ ...FREEZE, timezone: 'UTC' }] : [],
  );
  for (
    let round = 0;
    setup.departed && train.train.phase !== 'departing' && round < 50;
    round += 1
  ) {
    urge(train);
    train.wake();
  }
  return train;
}

describe('whatever happens to a train', () => {
  it('keeps its promises, and a train that can end ends', () => {
    fc.assert(
      fc.property(setups, steps, (setup, happenings) => {
        const train = trainOf(setup);
        for (const { what, who } of happenings) {
          happen(train, what, who);
        }
        expect(drain(train)).toBe(true);
        checkLog(train);
      }),
      { numRuns: 100 },
    );
  });

  it('has states that are the folds of its events', () => {
    fc.assert(
      fc.property(setups, steps, (setup, happenings) => {
        const train = trainOf(setup);
        happenings.forEach(({ what, who }) => happen(train, what, who));
        const folded = fold(train.log);
        expect(folded.train).toEqual(train.train);
        expect(folded.products).toEqual(train.products);
        expect(folded.gates).toEqual(train.gates);
      }),
      { numRuns: 40 },
    );
  });
});

function happen(train: MemoryTrain, what: number, who: number): void {
  const by = PEOPLE[who % PEOPLE.length];
  const ids = [...train.products.keys()];
  const id = ids[who % ids.length];
  const gate = who % 3 === 0 ? 'second' : 'go';
  const wave = train.train.waves[train.train.currentWave ?? 0];
  const reason = 'Because';
  if (what < 22) {
    const busy = ids.filter(one => train.runningStep(one));
    if (busy.length > 0) {
      train.finishStep(busy[who % busy.length], what === 0);
    }
  } else if (what < 40) {
    record(train, who, what < 24 ? 'fail' : 'pass', gate);
  } else if (what < 46) {
    train.product(id, {
      type: 'waive',
      gate: 'go',
      criterion: 'ci',
      reason,
      expiresAt: new Date(Date.parse(train.now) + 86_400_000).toISOString(),
      by,
    });
  } else if (what < 56) {
    sign(train, by, what === 46 ? 'rejected' : 'approved');
  } else if (what < 66) {
    train.wake();
  } else if (what < 70) {
    train.command({ type: 'depart', by });
  } else if (what < 74) {
    const phase = (
      [
        'Running',
        'Successful',
        'Successful',
        'Running',
        'Inconclusive',
        'Failed',
      ] as const
    )[who % 6];
    train.command({
      type: 'recordAnalysis',
      wave: wave.id,
      stage: 'during',
      phase,
      message: phase,
      metrics: { errors: phase },
      evidence: [],
    });
  } else if (what < 76) {
    train.command({
      type: 'giveVerdict',
      wave: wave.id,
      decision: who % 4 === 0 ? 'halt' : 'proceed',
      by,
      reason,
    });
  } else if (what < 79) {
    train.command({ type: 'resumeWave', by, reason });
  } else if (what < 81) {
    train.command({ type: what === 79 ? 'pause' : 'halt', by, reason });
  } else if (what < 83) {
    train.command({ type: 'resume', by });
  } else if (what < 86) {
    train.command({
      type: 'confirmReady',
      product: id,
      milestone: 'freeze',
      by,
      ownershipRefs: [`group:default/team-${id}`],
      evidence: [],
    });
  } else if (what === 86) {
    train.command({
      type: 'dropProduct',
      product: id,
      by,
      reason,
      dependents: who % 2 === 0,
    });
  } else if (what === 87) {
    train.command({
      type: 'grantException',
      product: id,
      milestone: 'freeze',
      by,
      ownershipRefs: [],
      reason,
    });
  } else if (what === 88) {
    train.command({
      type: 'rollback',
      by,
      reason,
      scope: who % 2 === 0 ? 'wave' : 'train',
      ...(who % 5 > 0 && { products: [id] }),
    });
  } else if (what === 89) {
    train.command({
      type: 'overrideWindow',
      by,
      reason,
      expiresAt: new Date(Date.parse(train.now) + 3_600_000).toISOString(),
    });
  } else if (what < 92) {
    const { digest } = train.train.communications[0];
    train.command({
      type: 'approveCommunication',
      id: 'news',
      by,
      ownershipRefs: [],
      digest,
    });
  } else if (what < 94) {
    report(train, (['sent', 'notSent', 'unknown'] as const)[who % 3]);
  } else if (what === 94) {
    train.command({ type: 'retryCommunication', id: 'news', by, reason });
  } else if (what === 95) {
    train.command({
      type: 'editCommunication',
      id: 'news',
      by,
      subject: 'S',
      body: `B${who}`,
    });
  } else if (what === 96) {
    train.revise(train.train.manifest, by);
  } else if (what === 97) {
    train.product(id, { type: 'settleStep', wave: wave.id, by, note: reason });
  } else if (what === 98 && who === 0) {
    train.command({ type: 'cancel', by, reason });
  } else {
    train.command({
      type: 'openIncident',
      id: `i-${who % 3}`,
      title: 'I',
      severity: 'sev3',
      products: [],
      by,
      pause: who % 2 === 0,
    });
  }
}

function record(
  train: MemoryTrain,
  who: number,
  status: CriterionStatus,
  gate: string,
): void {
  const result = { ...PASS, status, facts: { round: who % 2 } };
  const ids = [...train.products.keys()];
  if (who % 2 === 0) {
    train.gate(gate, {
      type: 'record',
      gate,
      criterion: 'on-call',
      result,
      by: 'system:check',
    });
  } else {
    train.product(ids[(who >> 1) % ids.length], {
      type: 'record',
      gate: 'go',
      criterion: 'ci',
      result,
      by: 'system:check',
    });
  }
}

function sign(
  train: MemoryTrain,
  by: string,
  decision: 'approved' | 'rejected',
): void {
  train.gate('go', {
    type: 'sign',
    decision,
    comment: 'Seen',
    evidenceDigest: train.digest('go'),
    by,
    ownershipRefs: RELEASE,
  });
}

function report(
  train: MemoryTrain,
  outcome: 'sent' | 'notSent' | 'unknown',
): void {
  const { workId } = train.train.communications[0];
  if (workId !== undefined) {
    train.command({ type: 'reportSending', id: 'news', workId, outcome });
  }
}

/** Goes through the log once, and holds every event to what was so at its moment. */
function checkLog(train: MemoryTrain): void {
  const gateStatus = new Map<string, string>();
  const active = new Map<string, string>();
  let override = '';
  let ticket = false;
  let handedOver = 0;
  const manifest = train.train.manifest;
  const isOpen = (at: string) =>
    windowState(trainWindows(manifest.spec), at).open &&
    windowState(train.operatorWindows, at).open;
  const criticality = new Map(
    manifest.spec.products.map(one => [one.id, one.criticality]),
  );
  const left = new Set<string>();
  let dispatched = 0;
  for (const { stream, event, at } of train.log) {
    const [, name] = stream.split('/');
    switch (event.type) {
      case 'gate.opened':
      case 'gate.reopened':
        gateStatus.set(name, 'open');
        break;
      case 'passenger.left':
        left.add(event.data.product);
        break;
      case 'gate.decided': {
        gateStatus.set(name, event.data.outcome);
        if (event.data.outcome === 'go') {
          // A GO has a part of everybody who is asked, and nothing in it but what is good.
          const gate = manifest.spec.gates.find(one => one.id === name)!;
          const on = manifest.spec.products.filter(({ id }) => !left.has(id));
          expect(event.data.rests.map(({ part }) => part).sort()).toEqual(
            expectedParts(gate, on).sort(),
          );
          for (const { part, counts, blocking, validUntil } of event.data
            .rests) {
            expect(blocking).toEqual([]);
            expect(validUntil === undefined || validUntil > at).toBe(true);
            const good = ['pass', 'waived'].concat(
              ['medium', 'low'].includes(criticality.get(part) ?? '')
                ? ['warning']
                : [],
            );
            expect(
              Object.keys(counts).filter(status => !good.includes(status)),
            ).toEqual([]);
          }
          const signers = new Set(
            event.data.signOffs
              .filter(
                ({ decision, evidenceDigest }) =>
                  decision === 'approved' &&
                  evidenceDigest === event.data.evidenceDigest,
              )
              .map(({ by }) => by),
          );
          expect(signers.size).toBeGreaterThanOrEqual(
            gate.signOffs[0]?.required ?? 0,
          );
          expect(event.data.by).not.toContain('user:default/ana');
        }
        break;
      }
      case 'train.windowOverridden':
        override = event.data.expiresAt;
        break;
      case 'train.departed':
        expect(gateStatus.get('go')).toBe('go');
        break;
      case 'wave.resumed':
        expect(isOpen(at) || override > at).toBe(true);
        break;
      case 'wave.started':
        // No wave in a closed window without an override, none before its gate.
        expect(isOpen(at) || override > at).toBe(true);
        expect(
          event.data.id === 'all'
            ? gateStatus.get('second')
            : gateStatus.get('go'),
        ).toBe('go');
        break;
      case 'activation.started':
        // No product before what it needs, in the same wave and aboard.
        expect(left.has(name)).toBe(false);
        for (const needed of NEEDS[name] ?? []) {
          expect(active.get(`${event.data.wave}/${needed}`)).toBe('active');
        }
        active.set(`${event.data.wave}/${name}`, 'activating');
        break;
      case 'activation.rollbackStarted':
        // No product is taken back while something that needs it is there.
        for (const [other, needs] of Object.entries(NEEDS)) {
          if (needs.includes(name)) {
            expect([undefined, 'rolledBack']).toContain(
              active.get(`${event.data.wave}/${other}`),
            );
          }
        }
        active.set(`${event.data.wave}/${name}`, 'rollingBack');
        break;
      case 'activation.finished':
        active.set(`${event.data.wave}/${name}`, event.data.status);
        break;
      case 'communication.approved':
      case 'communication.retried':
        ticket = true;
        break;
      case 'communication.edited':
        ticket = false;
        break;
      case 'communication.sending':
        // Each approval, and each person's word after a failure, is good for one.
        expect(ticket).toBe(true);
        ticket = false;
        handedOver += 1;
        break;
      case 'communication.sent':
        dispatched += 1;
        break;
      default:
    }
  }
  expect(dispatched).toBeLessThanOrEqual(1);
  expect(handedOver).toBe(train.sent.length);
}

/** Brings a train to its departure: all evidence, all signatures, nobody late. */
function urge(train: MemoryTrain): void {
  const by = 'user:default/zoe';
  const reason = 'Go on';
  train.command({ type: 'resume', by });
  if (train.train.departedAt === undefined) {
    for (const { id, standing } of train.train.passengers) {
      if (standing === 'aboard') {
        train.product(id, {
          type: 'record',
          gate: 'go',
          criterion: 'ci',
          result: PASS,
          by: 'system:check',
        });
        train.command({
          type: 'grantException',
          product: id,
          milestone: 'freeze',
          by,
          ownershipRefs: [],
          reason,
        });
      }
    }
  }
  for (const gate of ['go', 'second']) {
    train.gate(gate, {
      type: 'record',
      gate,
      criterion: 'on-call',
      result: PASS,
      by: 'system:check',
    });
    train.gate(gate, { type: 'reopen', by, reason });
  }
  ['user:default/zoe', 'user:default/yan', 'user:default/xia'].forEach(person =>
    sign(train, person, 'approved'),
  );
  train.command({ type: 'depart', by });
}

/** Lets everything go well from here on: every train that can end must end. */
function drain(train: MemoryTrain): boolean {
  const by = 'user:default/zoe';
  const reason = 'Go on';
  for (let round = 0; round < 400; round += 1) {
    const { train: state } = train;
    if (ENDED_PHASES.includes(state.phase)) {
      return true;
    }
    urge(train);
    report(train, 'sent');
    for (const { id, activations } of train.products.values()) {
      activations.forEach(({ wave }) =>
        train.product(id, { type: 'settleStep', wave, by, note: reason }),
      );
    }
    train.finishAll();
    const wave = train.train.waves[train.train.currentWave ?? 0];
    train.command({
      type: 'recordAnalysis',
      wave: wave.id,
      stage: 'during',
      phase: 'Successful',
      message: 'm',
      metrics: { errors: 'Successful' },
      evidence: [],
    });
    train.command({
      type: 'giveVerdict',
      wave: wave.id,
      decision: 'proceed',
      by,
      reason,
    });
    if (train.command({ type: 'resumeWave', by, reason })) {
      train.command({
        type: 'overrideWindow',
        by,
        reason,
        expiresAt: new Date(Date.parse(train.now) + 3_600_000).toISOString(),
      });
    }
    if (state.passengers.every(({ standing }) => standing === 'left')) {
      train.command({ type: 'cancel', by, reason });
    }
    if (takenBackObstacles(train.train, wave).length > 0) {
      train.command({ type: 'stopHere', by, reason });
    }
    if (train.train.phase === 'closing') {
      train.train.incidents.forEach(({ id }) =>
        train.command({ type: 'resolveIncident', id, by, resolution: 'Done' }),
      );
      train.command({
        type: 'recordPostMortem',
        by,
        url: 'https://docs.example.com',
      });
      train.command({
        type: 'recordSuccess',
        id: 'adoption',
        note: 'Later',
        by,
      });
      train.command({ type: 'close', by });
    }
    if (!train.wake()) {
      train.advance();
    }
  }
  return false;
}

function fold(log: Recorded[]) {
  let train: TrainState | undefined;
  const products = new Map<string, ProductState>();
  const gates = new Map<string, GateState>();
  for (const { stream, event, at } of log) {
    const [kind, id] = stream.split('/');
    const place = (version = 0) => ({
      runId: 'train-1',
      version: version + 1,
      occurredAt: at,
    });
    if (kind === 'train') {
      train = evolveTrain(train, event as TrainEvent, place(train?.version));
    } else if (kind === 'product') {
      const state = products.get(id);
      products.set(
        id,
        evolveProduct(state, event as ProductEvent, place(state?.version)),
      );
    } else {
      const state = gates.get(id);
      gates.set(
        id,
        evolveGate(state, event as GateEvent, place(state?.version)),
      );
    }
  }
  return { train, products, gates };
}
