import type { RateLimit } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { IDLE_RUNS } from '../pacing/decideTurn';
import type { PacingLimits } from '../pacing/limits';
import { SleepingHosts } from '../pacing/SleepingHosts';
import { WriteLedger } from '../pacing/WriteLedger';
import type { WriteAsk } from '../pacing/writeQueue';
import { TestClock, testDatabases } from '../testing';
import { Random } from './Random';
import { VirtualLedger } from './VirtualLedger';
import { VirtualSleepingHosts } from './VirtualSleepingHosts';

const databases = testDatabases();
const SEEDS = 6;
const ACTS = 120;
const RUNS = ['run-1', 'run-2', 'run-3'];

type Ask = Pick<WriteAsk, 'workId'> & Partial<WriteAsk>;

/** A ledger with the hosts that sleep for it; what it says of ids is left out, because each has its own. */
class Subject {
  readonly #ids = new Map<string, string>();

  constructor(
    private readonly ledger: Pick<WriteLedger, keyof WriteLedger>,
    private readonly sleeping: Pick<SleepingHosts, 'putToSleep'>,
  ) {}

  async admit(ask: WriteAsk): Promise<unknown> {
    const admission = await this.ledger.admit(ask);
    if (!admission.admitted) {
      return admission;
    }
    this.#ids.set(ask.workId, admission.id);
    return 'admitted';
  }

  extend(ask: WriteAsk): Promise<unknown> {
    return this.ledger.extend(this.#idOf(ask), ask);
  }

  async renew(asks: Ask[]): Promise<unknown> {
    const lost = await this.ledger.renew(asks.map(ask => this.#idOf(ask)));
    return asks
      .filter(ask => lost.includes(this.#idOf(ask)))
      .map(({ workId }) => workId);
  }

  release(ask: Ask, used: number): Promise<unknown> {
    return this.ledger.release(this.#idOf(ask), used);
  }

  withdraw({ workId }: Ask): Promise<unknown> {
    return this.ledger.withdraw(workId);
  }

  prune(): Promise<unknown> {
    return this.ledger.prune();
  }

  async sleep(host: string, until: string | undefined): Promise<unknown> {
    const sleep = await this.sleeping.putToSleep(host, until, 'Slow down');
    return sleep.until;
  }

  #idOf({ workId }: Ask): string {
    return this.#ids.get(workId) ?? 'unknown';
  }
}

describe.each(databases.supported)('the ledger in memory, on %s', kind => {
  let database: Knex;

  beforeEach(async () => {
    database = await databases.init(kind);
  });

  it.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
    'answers whatever is asked as the one in the database does, in story %d',
    async seed => {
      const random = new Random(seed, 'ledgers');
      const clock = new TestClock();
      const now = () => clock.now();
      const limits = limitsOf(random);
      const idle = await someRuns(database, random);
      const sleeping = new SleepingHosts({ database, time: async () => now() });
      const virtualSleep = new VirtualSleepingHosts(now);
      const subjects = [
        new Subject(
          new WriteLedger({
            database,
            limits,
            time: async () => now(),
            sleeping,
          }),
          sleeping,
        ),
        new Subject(
          new VirtualLedger({
            limits,
            now,
            sleeping: virtualSleep,
            isIdle: id => idle.includes(id),
          }),
          virtualSleep,
        ),
      ];
      const held: WriteAsk[] = [];
      const waiting: WriteAsk[] = [];
      const answers: string[] = [];
      const both = async (
        what: string,
        act: (subject: Subject) => Promise<unknown>,
      ): Promise<unknown> => {
        const [real, virtual] = [
          await act(subjects[0]),
          await act(subjects[1]),
        ];
        answers.push(`${what}: ${JSON.stringify(real)}`);
        expect({ answers, answer: virtual }).toEqual({ answers, answer: real });
        return real;
      };
      const taken = <T>(from: T[]): T[] =>
        from.splice(random.int(0, Math.max(0, from.length - 1)), 1);

      for (let act = 0; act < ACTS; act += 1) {
        clock.advance(random.pick([1, 40, 900, 7_000, 31_000]));
        const what = random.int(1, 20);
        if (what <= 9) {
          const [ask = newAsk(random, act)] = random.chance(0.5)
            ? taken(waiting)
            : [];
          const answer = await both(`admit ${JSON.stringify(ask)}`, subject =>
            subject.admit(ask),
          );
          (answer === 'admitted' ? held : waiting).push(ask);
        } else if (what <= 14) {
          const used = random.int(0, 3);
          for (const ask of taken(held)) {
            await both(`release ${ask.workId}`, one => one.release(ask, used));
          }
        } else if (what <= 16) {
          const ask = held.length > 0 ? random.pick(held) : undefined;
          if (ask) {
            const more = { ...ask, requests: 1 };
            await both(`extend ${ask.workId}`, one => one.extend(more));
          }
        } else if (what === 17) {
          await both('renew', subject => subject.renew(held));
        } else if (what === 18) {
          for (const ask of taken(waiting)) {
            await both(`withdraw ${ask.workId}`, one => one.withdraw(ask));
          }
        } else if (what === 19) {
          const until = random.chance(0.5)
            ? new Date(now().getTime() + random.int(5_000, 90_000))
            : undefined;
          await both('sleep', one => one.sleep('hub', until?.toISOString()));
        } else {
          await both('prune', subject => subject.prune());
        }
      }
      expect(answers.filter(text => text.includes('notBefore'))).not.toEqual(
        [],
      );
    },
  );
});

/** Mostly tight, so that most have to wait. */
function limitsOf(random: Random): PacingLimits {
  const limit = (scope: RateLimit['scope'], max: number, per: string) => ({
    scope,
    max,
    per,
  });
  const some = (limits: RateLimit[]) => limits.filter(() => random.chance(0.7));
  return {
    rateLimits: some([
      limit('global', random.int(4, 8), '5m'),
      limit('owner', random.int(3, 5), '2m'),
      limit('run', random.int(3, 5), '3m'),
    ]),
    hosts: {
      hub: {
        rateLimits: some([limit('host', 3, '1m'), limit('host', 6, '4m')]),
        ...(random.chance(0.5) && { concurrency: random.int(1, 3) }),
      },
    },
  };
}

function newAsk(random: Random, number: number): WriteAsk {
  return {
    workId: `work-${number}`,
    targetId: `target-${number}`,
    host: random.pick(['hub', 'hub', 'lab']),
    owner: random.pick(['group:default/a', 'group:default/b', '']),
    runId: random.pick(RUNS),
    runLimits: random.chance(0.3) ? [{ scope: 'run', max: 3, per: '90s' }] : [],
    requests: random.int(1, 3),
    ...(random.chance(0.1) && { urgent: true }),
  };
}

/** @returns those of the runs that don't come for their turns */
async function someRuns(database: Knex, random: Random): Promise<string[]> {
  const statuses = RUNS.map(id => ({
    id,
    status: random.pick(['running', 'running', ...IDLE_RUNS]),
  }));
  await database('runs').insert(
    statuses.map(({ id, status }) => ({
      id,
      status,
      version: 1,
      kind: 'Sweep',
      change_digest: id,
      name: 'n',
      title: 'n',
      owner: 'o',
      created_by: 'o',
      created_at: 'x',
      updated_at: 'x',
      state: '{}',
    })),
  );
  return statuses
    .filter(({ status }) => IDLE_RUNS.includes(status))
    .map(({ id }) => id);
}
