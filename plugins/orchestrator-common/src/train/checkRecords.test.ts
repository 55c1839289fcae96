import { GATE_DECISIONS_KEPT } from '../gates';
import { checkRecords } from './checkRecords';
import {
  DEPARTURE,
  MemoryTrain,
  productOf,
  trainManifest,
} from './testing/MemoryTrain';
import { trainReport } from './trainReport';
import type { TimelineEvent } from './trainTimeline';

const OPS = 'user:default/ops';
const AT = '2030-03-20T00:00:00.000Z';

const manifest = (mitigation = 'More replicas') =>
  trainManifest({
    products: [
      productOf('shop', {
        title: 'The shop',
        checks: [
          { id: 'law', kind: 'legal', title: 'Terms', owner: OPS, due: 'D-2' },
        ],
        risks: [
          {
            id: 'traffic',
            title: 'Twice the traffic',
            owner: OPS,
            likelihood: 'high',
            impact: 'low',
            mitigation,
          },
        ],
      }),
    ],
    dependencies: [],
    gates: [
      {
        id: 'go',
        title: 'Go or no-go',
        criteria: [
          { id: 'cleared', title: 'Cleared', checks: {} },
          { id: 'lawful', title: 'Lawful', checks: { kinds: ['legal'] } },
          {
            id: 'ready',
            title: 'Ready',
            checklist: { items: [{ id: 'notes', title: 'Notes', owner: OPS }] },
          },
        ],
        signOffs: [{ id: 'release', from: [OPS] }],
      },
    ],
    waves: [{ id: 'all' }],
  });

function tick(
  train: MemoryTrain,
  item: string,
  criterion = 'cleared',
  note?: string,
): void {
  const rejection = train.product('shop', {
    type: 'tick',
    gate: 'go',
    criterion,
    item,
    done: true,
    by: OPS,
    ownershipRefs: [OPS],
    evidence: [{ title: 'Case', url: 'https://legal.example.com/1' }],
    ...(note !== undefined && { note }),
  });
  expect(rejection).toBeUndefined();
}

describe('the checks and risks of a train', () => {
  it('are open until any criterion has a tick of them', () => {
    const train = new MemoryTrain(manifest(), AT);
    expect(checkRecords(train)).toMatchObject([
      { product: 'shop', check: { id: 'check/law' }, outdated: false },
      {
        check: { id: 'risk/traffic' },
        risk: {
          likelihood: 'high',
          impact: 'low',
          mitigation: 'More replicas',
        },
      },
    ]);
    expect(checkRecords(train).some(({ tick: done }) => done)).toBe(false);
    tick(train, 'check/law', 'lawful', 'First');
    expect(checkRecords(train)[0].tick).toMatchObject({ note: 'First' });
    train.at('2030-03-20T01:00:00.000Z');
    tick(train, 'check/law', 'cleared', 'Second');
    expect(checkRecords(train)[0].tick).toMatchObject({ note: 'Second' });
  });

  it('are open again once they say something else', () => {
    const train = new MemoryTrain(manifest(), AT);
    tick(train, 'risk/traffic');
    expect(checkRecords(train)[1].tick).toBeDefined();
    train.revise(manifest('Fewer customers'));
    expect(checkRecords(train)[1]).toMatchObject({ outdated: true });
    expect(checkRecords(train)[1].tick).toBeUndefined();
    expect(trainReport(train, DEPARTURE)).toContain(
      '| Fewer customers |  | open: it has changed since it was ticked |',
    );
  });

  it('are those of products that have no state yet, too', () => {
    const { train } = new MemoryTrain(manifest(), AT);
    expect(checkRecords({ train, products: new Map() })).toHaveLength(2);
  });

  it('stand in the report with who has ticked them', () => {
    const train = new MemoryTrain(manifest(), AT);
    tick(train, 'check/law', 'cleared', 'Agreed');
    tick(train, 'risk/traffic');
    const report = trainReport(train, DEPARTURE);
    expect(report).toContain('## Risks and checks');
    expect(report).toContain(
      `| Legal: Terms | ${OPS} |  |  |  | 2030-03-24T09:00:00.000Z | ${OPS}, ${AT}: Agreed |`,
    );
    expect(report).toContain(
      `| Risk: Twice the traffic | ${OPS} | high | low | More replicas |  | ${OPS}, ${AT} |`,
    );
  });
});

describe('decisions of a gate that its state keeps no more', () => {
  it('stand in the report where the log is at hand', () => {
    const train = new MemoryTrain(manifest(), AT);
    tick(train, 'check/law');
    tick(train, 'check/law', 'lawful');
    tick(train, 'risk/traffic');
    tick(train, 'notes', 'ready');
    const decisions = GATE_DECISIONS_KEPT + 2;
    for (let index = 0; index < decisions; index += 1) {
      train.at(`2030-03-20T02:${String(index).padStart(2, '0')}:00.000Z`);
      train.gate('go', {
        type: 'sign',
        decision: 'rejected',
        comment: `No ${index}`,
        evidenceDigest: train.digest('go'),
        by: OPS,
        ownershipRefs: [OPS],
      });
      train.gate('go', { type: 'reopen', by: OPS, reason: 'Once more' });
    }
    expect(train.gates.get('go')?.decisions).toHaveLength(GATE_DECISIONS_KEPT);
    const events = train.log.map(
      ({ stream, event, at }): TimelineEvent => ({
        ...event,
        stream: stream.replace('/', '/train-1/'),
        actor: { kind: 'user', ref: OPS },
        occurredAt: at,
      }),
    );
    const told = (report: string) => report.match(/\*\*NO-GO\*\*/g)?.length;
    expect(told(trainReport(train, DEPARTURE))).toBe(GATE_DECISIONS_KEPT);
    const report = trainReport(train, DEPARTURE, [...events].reverse());
    expect(told(report)).toBe(decisions);
    expect(report.indexOf('“No 0”')).toBeGreaterThan(-1);
    expect(report.indexOf('“No 0”')).toBeLessThan(report.indexOf('“No 1”'));
  });
});
