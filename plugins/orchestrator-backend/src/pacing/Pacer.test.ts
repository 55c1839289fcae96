import { mockServices } from '@backstage/backend-test-utils';
import type {
  RunState,
  TargetState,
  Window,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  FailureError,
  type CodeHost,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Knex } from 'knex';
import { ANA, describeTargets, RunHarness } from '../runs/testing/RunHarness';
import { testDatabases } from '../testing';
import type { PacingLimits } from './limits';
import { pacedCodeHost } from './pacedCodeHost';
import { Pacer } from './Pacer';
import type { AttemptPermit } from './Permit';
import type { PutOff } from './PutOff';
import { SleepingHosts } from './SleepingHosts';
import { TurnQueries } from './TurnQueries';
import { WindowCalendar } from './WindowCalendar';
import { WriteLedger } from './WriteLedger';

const databases = testDatabases();
const IDS = ['component.default.m-0001', 'component.default.m-0002'];

describe.each(databases.supported)('pacing of attempts on %s', kind => {
  let database: Knex;
  let harness: RunHarness;
  let run: RunState;
  let putOffs: PutOff[];
  const host: Pick<CodeHost, 'type' | 'getChange' | 'openChange'> = {
    type: 'local',
    getChange: async () => undefined,
    openChange: async () => {
      throw new Error('not here');
    },
  };

  beforeEach(async () => {
    putOffs = [];
    database = await databases.init(kind);
    harness = new RunHarness(database);
    const id = await harness.create(describeTargets(2), { canary: false });
    await harness.work();
    await harness.runs.start(id, ANA.actor.ref, ANA);
    run = await harness.run(id);
  });

  function pacerFor(
    options: { limits?: Partial<PacingLimits>; windows?: Window[] } = {},
  ): Pacer {
    const { clock } = harness;
    const time = async () => clock.now();
    const sleeping = new SleepingHosts({ database, time });
    const limits = { rateLimits: [], hosts: {}, ...options.limits };
    return new Pacer({
      clock,
      logger: mockServices.logger.mock(),
      limits,
      sleeping,
      ledger: new WriteLedger({ database, limits, time, sleeping }),
      calendar: new WindowCalendar(options.windows ?? []),
      codeHosts: new Map([['local', host as CodeHost]]),
      onPutOff: putOff => putOffs.push(putOff),
      random: () => 0.5,
    });
  }

  const enter = async (
    pacer: Pacer,
    index: number,
    stage: 'dryRun' | 'apply' | 'rollback' = 'apply',
  ) => {
    const target: TargetState = await harness.target(run.id, IDS[index]);
    return pacer.enter({ run, target, stage, workId: `work-${index}` });
  };
  const permitted = async (
    ...args: Parameters<typeof enter>
  ): Promise<AttemptPermit> => {
    const { permit, notBefore } = await enter(...args);
    if (!permit) {
      throw new Error(`Not before ${notBefore}`);
    }
    return permit;
  };
  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      error => (error as FailureError).failure,
    );
  const sent = async () => 'sent';
  const PER_MINUTE = {
    rateLimits: [{ scope: 'global' as const, max: 3, per: '1m' }],
  };

  it('lets one attempt write, and tells the next its turn and what it waits for', async () => {
    const pacer = pacerFor({ limits: PER_MINUTE });
    const permit = await permitted(pacer, 0);
    expect(await permit.send(1, sent)).toBe('sent');
    expect(await enter(pacer, 1)).toEqual({
      notBefore: '2030-01-01T00:01:00.000Z',
      limit: '3 per 1m (global)',
    });
    const turns = new TurnQueries(database);
    expect(await turns.ofRun(run.id)).toEqual([
      {
        limit: '3 per 1m (global)',
        targets: 1,
        until: '2030-01-01T00:01:00.000Z',
      },
    ]);
    expect(await turns.ofTargets(run.id, IDS)).toEqual(
      new Map([
        [
          IDS[1],
          { at: '2030-01-01T00:01:00.000Z', limit: '3 per 1m (global)' },
        ],
      ]),
    );
    await permit.release();
    harness.clock.advance(61_000);
    expect(await enter(pacer, 1)).toHaveProperty('permit');
    expect(await turns.ofRun(run.id)).toEqual([]);
  });

  it('tells once of each time that an attempt is put off, for how long and by whom', async () => {
    const pacer = pacerFor({
      limits: PER_MINUTE,
      windows: [
        {
          kind: 'deny',
          timezone: 'UTC',
          ranges: [{ from: '2030-01-01T00:02Z', to: '2030-01-01T09:00Z' }],
        },
      ],
    });
    const permit = await permitted(pacer, 0);
    await permit.send(1, sent);
    expect(putOffs).toEqual([]);
    await enter(pacer, 1);
    expect(putOffs).toEqual([{ host: 'local', cause: 'limit', ms: 60_000 }]);
    // A workflow is started under the same limits.
    await pacer.permit({
      host: 'local',
      owner: '',
      runId: 'train',
      targetId: 'shop',
      workId: 'step',
      requests: 1,
    });
    expect(putOffs).toHaveLength(2);
    await failureOf(permit.send(3, sent));
    expect(putOffs).toHaveLength(3);
    harness.clock.advance(3 * 60_000);
    await enter(pacer, 1);
    // A window is no rate limit.
    expect(putOffs).toHaveLength(3);
  });

  it('counts what was sent, not what was permitted', async () => {
    const pacer = pacerFor({ limits: PER_MINUTE });
    const permit = await permitted(pacer, 0);
    await permit.release();
    expect(await enter(pacer, 1)).toHaveProperty('permit');
  });

  it('asks again for writes that nobody expected, and makes them wait', async () => {
    const pacer = pacerFor({ limits: PER_MINUTE });
    const permit = await permitted(pacer, 0);
    await permit.send(3, sent);
    expect(await failureOf(permit.send(1, sent))).toMatchObject({
      class: 'rateLimited',
      code: 'waitsForLimit',
      limit: '3 per 1m (global)',
      retryAfter: '2030-01-01T00:01:00.000Z',
    });
  });

  it('says of a write that no limit will ever admit that the limit is too small', async () => {
    const pacer = pacerFor({
      limits: { rateLimits: [{ scope: 'global', max: 2, per: '1m' }] },
    });
    const permit = await permitted(pacer, 0);
    expect(await failureOf(permit.send(3, sent))).toMatchObject({
      class: 'permanent',
      code: 'rateLimitTooSmall',
    });
  });

  it('opens nothing in a closed window, but rolls back in it', async () => {
    const pacer = pacerFor({
      windows: [
        {
          kind: 'deny',
          timezone: 'UTC',
          ranges: [{ from: '2030-01-01T00:02Z', to: '2030-01-01T09:00Z' }],
        },
      ],
    });
    harness.clock.advance(3 * 60_000);
    expect(await enter(pacer, 1)).toEqual({
      notBefore: '2030-01-01T00:08:00.000Z',
      limit: 'the window',
    });
    expect(await enter(pacer, 1, 'rollback')).toHaveProperty('permit');
  });

  it('closes over an attempt that is under way', async () => {
    const pacer = pacerFor({
      windows: [
        {
          kind: 'deny',
          timezone: 'UTC',
          ranges: [{ from: '2030-01-01T00:00:30Z', to: '2030-01-01T09:00Z' }],
        },
      ],
    });
    const permit = await permitted(pacer, 0);
    expect(await permit.send(1, sent)).toBe('sent');
    harness.clock.advance(31_000);
    expect(await failureOf(permit.send(1, sent))).toMatchObject({
      class: 'rateLimited',
      code: 'windowClosed',
      retryAfter: '2030-01-01T09:00:00.000Z',
    });
  });

  it('sends nothing with a permit that could not be renewed', async () => {
    const pacer = pacerFor({ limits: PER_MINUTE });
    const permit = await permitted(pacer, 0);
    harness.clock.advance(50_000);
    await pacer.renew();
    harness.clock.advance(50_000);
    expect(await permit.send(1, sent)).toBe('sent');
    harness.clock.advance(20_000);
    expect(await failureOf(permit.send(1, sent))).toMatchObject({
      class: 'transient',
      code: 'permitLapsed',
    });
  });

  it.each(['read', 'write'])(
    'puts a host to sleep for everybody that asks to wait at a %s',
    async what => {
      const asks = async () => {
        throw new FailureError({
          class: 'rateLimited',
          code: 'hostRateLimited',
          message: 'Slow down',
        });
      };
      const here = pacerFor();
      const permit = await permitted(here, 0);
      const paced = pacedCodeHost(
        { ...host, getChange: asks, openChange: asks } as unknown as CodeHost,
        permit,
      );
      expect(
        await failureOf(
          what === 'read'
            ? paced.getChange({ repository: 'm', id: '1' })
            : paced.openChange({ labels: [], reviewers: [] } as never),
        ),
      ).toMatchObject({
        class: 'rateLimited',
        retryAfter: '2030-01-01T00:01:00.000Z',
        limit: 'local asked to wait',
      });
      const asked = { host: 'local', cause: 'asked' };
      expect(putOffs).toEqual([{ ...asked, ms: 60_000 }]);
      // Another process.
      const there = pacerFor();
      expect(await enter(there, 1)).toMatchObject({
        notBefore: '2030-01-01T00:01:00.000Z',
      });
      expect(await enter(there, 1, 'dryRun')).toMatchObject({
        notBefore: '2030-01-01T00:01:15.000Z',
      });
      expect(putOffs.slice(1)).toEqual([
        { ...asked, ms: 60_000 },
        { ...asked, ms: 75_000 },
      ]);
      expect(await failureOf(permit.send(1, sent))).toMatchObject({
        code: 'hostAsleep',
      });
      expect(await failureOf(permit.read(sent))).toMatchObject({
        code: 'hostAsleep',
      });
    },
  );

  it('leaves the sleep of a host as it is where who asked it has put it to sleep', async () => {
    const asleep = async () => {
      throw new FailureError({
        class: 'rateLimited',
        code: 'hostAsleep',
        message: 'local asks to wait: Slow down',
        retryAfter: '2030-01-01T00:02:00.000Z',
      });
    };
    const pacer = pacerFor();
    const permit = await permitted(pacer, 0);
    for (const failed of [
      permit.send(1, asleep),
      pacer.read('local', asleep),
    ]) {
      expect(await failureOf(failed)).toMatchObject({
        message: 'local asks to wait: Slow down',
      });
    }
    expect(await database('sleeping_hosts').where({ host: 'local' })).toEqual(
      [],
    );
  });

  it('lets a dry run write nothing', async () => {
    const permit = await permitted(pacerFor(), 0, 'dryRun');
    expect(await permit.read(sent)).toBe('sent');
    expect(await failureOf(permit.send(1, sent))).toMatchObject({
      code: 'writeNotPermitted',
    });
  });
});
