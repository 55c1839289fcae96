import {
  describeRateLimit,
  type RateLimit,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  decideAdmission,
  decideExtension,
  neededWrites,
  nextTicket,
  type CountedWrite,
  type WriteQueue,
} from './decideTurn';
import { limitsOf } from './limits';
import type { WriteAsk } from './writeQueue';

const NOW = Date.parse('2030-01-01T12:00:00.000Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

const ASK: WriteAsk = {
  workId: 'work',
  targetId: 'target',
  host: 'hub',
  owner: 'team-a',
  runId: 'run-1',
  runLimits: [],
  requests: 1,
};

let ids = 0;
function row(
  state: CountedWrite['state'],
  seconds: number,
  patch: Partial<CountedWrite> = {},
): CountedWrite {
  ids += 1;
  return {
    id: `row-${ids}`,
    run_id: 'run-1',
    host: 'hub',
    owner: 'team-a',
    requests: 1,
    state,
    at: at(seconds),
    ticket: 1,
    since: at(-100),
    ...patch,
  };
}

function queue(
  limits: RateLimit[],
  rows: CountedWrite[],
  patch: Partial<WriteQueue> = {},
): WriteQueue {
  return {
    ask: ASK,
    limits: limitsOf({ rateLimits: limits, hosts: {} }, ASK),
    now: new Date(NOW),
    place: { id: 'own', since: at(0), ticket: 5 },
    rows,
    ...patch,
  };
}

const two = (scope: RateLimit['scope']): RateLimit => ({
  scope,
  max: 2,
  per: '60s',
});
const ELSEWHERE = { host: 'lab', owner: 'team-b', run_id: 'run-2' };

describe('a turn at a code host', () => {
  it.each<[string, WriteQueue, number]>([
    ['with nothing sent', queue([two('host')], []), 0],
    [
      'with one that was sent and one that is held',
      queue([two('host')], [row('sent', -20), row('held', 30)]),
      40,
    ],
    [
      'with one that is held, which may be sent at any time',
      queue([{ ...two('host'), max: 1 }], [row('held', 30)]),
      60,
    ],
    [
      'with a permit that ran out: from then on',
      queue([{ ...two('host'), max: 1 }], [row('held', -10)]),
      50,
    ],
    [
      'with what was sent before the window',
      queue([{ ...two('host'), max: 1 }], [row('sent', -60)]),
      0,
    ],
    [
      'with a permit for several requests',
      queue([two('host')], [row('sent', -5, { requests: 2 })]),
      55,
    ],
    [
      'behind those whose turns come first',
      queue(
        [{ ...two('host'), max: 1 }],
        [row('waiting', 10), row('waiting', 70, { ticket: 9 })],
      ),
      70,
    ],
    [
      'before those who are late by more than a minute',
      queue([{ ...two('host'), max: 1 }], [row('waiting', -61)]),
      0,
    ],
  ])('is decided %s', (_, asked, seconds) => {
    const { admission, row: written } = decideAdmission(asked);
    expect(admission).toEqual(
      seconds === 0
        ? { admitted: true, id: 'own' }
        : {
            admitted: false,
            notBefore: at(seconds),
            limit: describeRateLimit(asked.limits[0].limit),
          },
    );
    expect(written).toMatchObject(
      seconds === 0
        ? { id: 'own', state: 'held', at: at(60), limit_name: null }
        : { id: 'own', state: 'waiting', at: at(seconds), ticket: 5 },
    );
  });

  it.each<[RateLimit['scope'], Partial<CountedWrite>, boolean]>([
    ['global', ELSEWHERE, true],
    ['host', ELSEWHERE, false],
    ['host', { ...ELSEWHERE, host: 'hub' }, true],
    ['owner', ELSEWHERE, false],
    ['owner', { ...ELSEWHERE, owner: 'team-a' }, true],
    ['run', ELSEWHERE, false],
    ['run', { ...ELSEWHERE, run_id: 'run-1' }, true],
  ])('under a limit of the scope %s counts %j: %p', (scope, patch, counts) => {
    const rows = [row('sent', -1, patch), row('held', 9, patch)];
    const { admission } = decideAdmission(queue([two(scope)], rows));
    expect(admission.admitted).toBe(!counts);
  });

  it('comes when fewer write at the same time than a host takes', () => {
    const rows = [row('held', 30), row('held', -1), row('held', 9, ELSEWHERE)];
    const full = queue([], rows, { concurrency: 1 });
    expect(decideAdmission(full).admission).toMatchObject({
      notBefore: at(5),
      limit: '1 at the same time (host)',
    });
    expect(
      decideAdmission({ ...full, concurrency: 2 }).admission.admitted,
    ).toBe(true);
    // Who writes already is one of them.
    expect(decideExtension(full)).toBeUndefined();
  });

  it('comes one after the other where a host wakes up', () => {
    const sleep = { until: at(90), reason: 'Slow down' };
    const rows = [row('waiting', 90), row('waiting', 90, ELSEWHERE)];
    expect(decideAdmission(queue([], rows, { sleep })).admission).toEqual({
      admitted: false,
      notBefore: at(90.1),
      limit: 'hub asked to wait',
    });
  });

  it('needs the rows of the longest window of each scope, and those of its host where they are counted', () => {
    const limits = [
      two('owner'),
      { ...two('owner'), per: '1h' },
      { ...two('global'), per: '5m' },
    ];
    const needed = [
      { where: { owner: 'team-a' }, after: at(-3600) },
      { where: {}, after: at(-300) },
    ];
    expect(neededWrites(queue(limits, []))).toEqual(needed);
    expect(neededWrites(queue(limits, [], { concurrency: 3 }))).toEqual([
      ...needed,
      { where: { host: 'hub' }, after: at(0) },
    ]);
  });

  it('has its ticket after those that were served, and after its own run', () => {
    expect(nextTicket(2, { served: 7, ofRun: 3 })).toBe(9);
    expect(nextTicket(2, { served: 7, ofRun: 8 })).toBe(10);
  });
});
