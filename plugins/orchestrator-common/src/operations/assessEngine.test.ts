import type { WorkStats } from '../api';
import { assessEngine } from './assessEngine';

const AT = '2030-01-01T12:00:00.000Z';

function ago(seconds: number): string {
  return new Date(Date.parse(AT) - seconds * 1000).toISOString();
}

function worker(
  patch: Partial<WorkStats['workers'][number]> = {},
): WorkStats['workers'][number] {
  return {
    id: 'a',
    host: 'one',
    pid: 1,
    version: '1.0.0',
    lanes: ['git'],
    slots: 4,
    busy: 0,
    startedAt: ago(3600),
    seenAt: ago(1),
    startsPerMinute: {},
    state: 'alive',
    ...patch,
  };
}

function work(patch: Partial<WorkStats> = {}): WorkStats {
  return {
    at: AT,
    transport: 'knex',
    lanes: [],
    workers: [worker()],
    oldest: [],
    oldestOfTrains: [],
    deadLetters: 0,
    trainDeadLetters: 0,
    gates: { waiting: 0 },
    approvals: { waiting: 0 },
    outbox: { waiting: 0, topics: [], givenUp: 0 },
    timers: { waiting: 0, due: 0, items: [] },
    ...patch,
  };
}

function lane(oldestReadyAt?: string): WorkStats['lanes'] {
  return [{ lane: 'git', ready: 7, scheduled: 0, running: 0, oldestReadyAt }];
}

describe('assessEngine', () => {
  it('says that an engine is well that has workers and nothing old', () => {
    expect(
      assessEngine(
        work({
          lanes: lane(ago(2)),
          outbox: { waiting: 1, oldest: ago(1), topics: [], givenUp: 0 },
        }),
      ),
    ).toEqual({ level: 'well', findings: [] });
  });

  it.each<[string, Partial<WorkStats>, object]>([
    [
      'nobody works',
      { workers: [], lanes: lane(ago(1)) },
      { level: 'broken', code: 'noWorkers', count: 7 },
    ],
    [
      'all replicas serve pages only',
      { workers: [worker({ slots: 0, lanes: [] })] },
      { level: 'broken', code: 'noWorkers', count: 0 },
    ],
    [
      'the last worker is silent',
      { workers: [worker({ state: 'silent', seenAt: ago(90) })] },
      { level: 'broken', code: 'noWorkers', count: 0 },
    ],
    [
      'one of the workers is silent',
      {
        workers: [
          worker(),
          worker({ id: 'b', state: 'silent', seenAt: ago(90) }),
        ],
      },
      {
        level: 'attention',
        code: 'workersSilent',
        count: 1,
        since: ago(90),
      },
    ],
    [
      'free workers take nothing of a queue',
      { lanes: lane(ago(61)) },
      { level: 'broken', code: 'queueStuck', count: 7, since: ago(61) },
    ],
    [
      'only workers of another lane are free',
      {
        lanes: lane(ago(301)),
        workers: [worker({ busy: 4 }), worker({ id: 'b', lanes: ['train'] })],
      },
      { level: 'attention', code: 'queueSlow', count: 7, since: ago(301) },
    ],
    [
      'as much runs as may run at once',
      {
        lanes: lane(ago(301)).map(one => ({
          ...one,
          running: 2,
          maxConcurrent: 2,
        })),
        workers: [worker({ busy: 2 })],
      },
      { level: 'attention', code: 'queueSlow', count: 7, since: ago(301) },
    ],
    [
      'no worker serves a lane',
      { lanes: lane(ago(2)), workers: [worker({ lanes: ['train'] })] },
      { level: 'broken', code: 'laneUnserved', count: 7, since: ago(2) },
    ],
    [
      'busy workers leave a queue waiting',
      { lanes: lane(ago(301)), workers: [worker({ busy: 4 })] },
      { level: 'attention', code: 'queueSlow', count: 7, since: ago(301) },
    ],
    [
      'the outbox is not emptied',
      { outbox: { waiting: 3, oldest: ago(61), topics: [], givenUp: 0 } },
      { level: 'broken', code: 'outboxStuck', count: 3, since: ago(61) },
    ],
    [
      'timers are not fired',
      { timers: { waiting: 5, due: 2, next: ago(61), items: [] } },
      { level: 'broken', code: 'timersLate', count: 2, since: ago(61) },
    ],
    [
      'the disk of the database is full',
      {
        databaseTroubles: [
          { trouble: 'diskFull', since: ago(40), seenAt: ago(2), times: 3 },
        ],
      },
      {
        level: 'broken',
        code: 'database.diskFull',
        count: 3,
        since: ago(40),
      },
    ],
    [
      'the database was slow',
      {
        databaseTroubles: [
          { trouble: 'busy', since: ago(40), seenAt: ago(40), times: 1 },
        ],
      },
      { level: 'attention', code: 'database.busy', count: 1, since: ago(40) },
    ],
    [
      'targets failed for good',
      { deadLetters: 4 },
      { level: 'attention', code: 'deadLetters', count: 4 },
    ],
    [
      'replicas run different releases',
      { workers: [worker(), worker({ id: 'b', version: '1.1.0' })] },
      { level: 'attention', code: 'mixedVersions', count: 2 },
    ],
  ])('finds that %s', (_, patch, finding) => {
    const { level, findings } = assessEngine(work(patch));
    expect(findings).toContainEqual(finding);
    expect(level).toBe(findings[0].level);
  });

  it('names what stands still before what is only to be looked at', () => {
    expect(
      assessEngine(
        work({
          deadLetters: 1,
          timers: { waiting: 1, due: 1, next: ago(600), items: [] },
        }),
      ).findings.map(({ code }) => code),
    ).toEqual(['timersLate', 'deadLetters']);
  });

  it('does not call a busy engine stuck', () => {
    expect(
      assessEngine(
        work({ lanes: lane(ago(120)), workers: [worker({ busy: 4 })] }),
      ),
    ).toEqual({ level: 'well', findings: [] });
  });
});
