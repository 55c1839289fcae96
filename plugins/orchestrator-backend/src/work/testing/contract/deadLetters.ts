/* eslint-disable jest/no-export -- a suite for the test file of each transport */
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { TargetOutcome } from '@backstage-orchestrator/plugin-orchestrator-common';
import { DeadLetterQueries } from '../../../queries/DeadLetterQueries';
import { KnexRunDatabase } from '../../../runs/KnexRunDatabase';
import { RunService } from '../../../runs/RunService';
import {
  ANA,
  describeTargets,
  manifestOf,
} from '../../../runs/testing/RunHarness';
import { EventLog } from '../../../store/EventLog';
import { eventually } from '../../../testing/eventually';
import { WorkerPool } from '../../WorkerPool';
import type { Claim } from '../../WorkTransport';
import {
  idOf,
  item,
  TEST_TIMEOUT_MS,
  type GivenTransport,
} from './GivenTransport';

const TARGET = 'component.default.m-0001';
/** Waits of the retries, with a jitter that is none. */
const WAITS_MS = [60_000, 120_000];
/** Longer than what happens in between may take. */
const MARGIN_MS = 20_000;
const MAX_DEATHS = 3;
const HEARTBEAT_MS = 50;

/** What becomes of work that never succeeds: nothing of it stays in the queue, and a person puts it back. */
export function describeDeadLetters(given: GivenTransport): void {
  describe('retries that are used up', () => {
    let runs: RunService;
    let runId: string;

    beforeEach(async () => {
      const { database, transport, under } = given;
      runs = new RunService({
        database: new KnexRunDatabase(database, {
          log: new EventLog(),
          transport,
          timers: { set: async () => {}, clear: async () => {} },
        }),
        clock: { now: () => under.now() },
        random: () => 0.5,
      });
      runId = await runs.create({
        ...ANA,
        manifest: manifestOf({ retry: { maxRetries: WAITS_MS.length } }),
        dryRun: true,
        targets: describeTargets(1),
      });
    }, TEST_TIMEOUT_MS);

    const end = (claim: Claim, outcome: TargetOutcome) => {
      const at = given.under.now().toISOString();
      return runs.complete({
        claim,
        outcome,
        facts: { startedAt: at, finishedAt: at },
        request: ANA,
      });
    };

    const fail = async (): Promise<Claim> => {
      const [claim] = await given.claim(5);
      await end(claim, {
        type: 'failed',
        failure: {
          class: 'transient',
          code: 'cloneFailed',
          message: 'No route',
        },
      });
      return claim;
    };

    const useUp = async (): Promise<Claim[]> => {
      const claims = [await fail()];
      for (const waitMs of WAITS_MS) {
        await given.under.passTime(waitMs - MARGIN_MS);
        expect(await given.claim(5)).toEqual([]);
        await given.under.passTime(MARGIN_MS);
        claims.push(await fail());
      }
      return claims;
    };

    const deadLetters = async () =>
      (
        await new DeadLetterQueries(given.database).list(
          { visible: () => {} },
          { limit: 5 },
        )
      ).items;

    const redrive = () =>
      runs.commandTargets(
        runId,
        [TARGET],
        () => ({ type: 'retry', by: ANA.actor.ref }),
        ANA,
      );

    it('leave a dead letter with its history, and nothing in the queue', async () => {
      const claims = await useUp();
      expect(claims.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
      expect(new Set(claims.map(idOf)).size).toBe(1);
      const [letter, ...others] = await deadLetters();
      expect(others).toEqual([]);
      expect(letter).toMatchObject({
        target: { id: TARGET, status: 'failed', attemptsUsed: 2 },
        attempts: [1, 2, 3].map(attempt => ({
          attempt,
          stage: 'dryRun',
          failure: { class: 'transient', code: 'cloneFailed' },
        })),
      });
      await given.under.passTime(3_600_000);
      await given.transport.recover();
      expect(await given.claim(5)).toEqual([]);
      expect(await given.transport.stats()).toEqual([]);
    });

    it('are put back by a person, once however often they ask, and start afresh', async () => {
      const claims = await useUp();
      const asked = await Promise.allSettled([redrive(), redrive()]);
      expect(asked.map(({ status }) => status).sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
      expect(await deadLetters()).toEqual([]);
      const [again, ...others] = await given.claim(5);
      expect(others).toEqual([]);
      expect(again).toMatchObject({
        attempt: 1,
        item: { runId, targetId: TARGET },
      });
      expect(idOf(again)).not.toBe(idOf(claims[0]));
      // Whoever had it before comes too late.
      await expect(
        end(claims[2], { type: 'alreadyFine', baseCommit: 'base' }),
      ).rejects.toThrow();
      await end(again, { type: 'alreadyFine', baseCommit: 'base' });
      expect(await given.transport.stats()).toEqual([]);
    });

    it('are no matter of what is not dead: it is not put back', async () => {
      const refusal = 'only a failed or cancelled target can be tried again';
      await fail();
      await expect(redrive()).rejects.toThrow(refusal);
      await given.under.passTime(WAITS_MS[0] + MARGIN_MS);
      const [claim, ...others] = await given.claim(5);
      expect(others).toEqual([]);
      await expect(redrive()).rejects.toThrow(refusal);
      await end(claim, { type: 'alreadyFine', baseCommit: 'base' });
      await expect(redrive()).rejects.toThrow(refusal);
      expect(await given.transport.stats()).toEqual([]);
    });
  });

  describe('an item that kills its worker', () => {
    let complaints: string[];
    let pool: WorkerPool | undefined;
    const logger: LoggerService = {
      error: line => complaints.push(line),
      warn: () => {},
      info: () => {},
      debug: () => {},
      child: () => logger,
    };

    beforeEach(() => {
      complaints = [];
    });

    afterEach(async () => {
      await pool?.stop();
      pool = undefined;
    });

    /** Workers of which each falls silent with it, but for one that stops as it should and gives it back. */
    const die = async (times: number) => {
      await given.enqueue(item('poison'));
      const [givenBack] = await given.claim(1);
      await given.transport.release([givenBack]);
      for (let death = 0; death < times; death += 1) {
        expect(await given.claim(1)).toHaveLength(1);
        await given.under.passTime(given.under.leaseMs + 1_000);
        expect(await given.transport.recover()).toBe(1);
      }
    };

    const work = async () => {
      const worked: Claim[] = [];
      const reasons: string[] = [];
      const settle = async (claim: Claim) => {
        worked.push(claim);
        await given.done(claim);
      };
      pool = new WorkerPool({
        transport: given.transport,
        database: given.database,
        handlers: {
          work: {
            execute: settle,
            abandon: async (claim, reason) => {
              reasons.push(reason);
              await given.done(claim);
            },
          },
        },
        lanes: ['git'],
        slots: 1,
        clock: { now: () => given.under.now() },
        logger,
        workerId: 'survivor',
        heartbeatMs: HEARTBEAT_MS,
        maxDeaths: MAX_DEATHS,
      });
      await pool.start();
      await eventually(
        'an empty queue',
        async () => (await given.transport.stats()).length === 0,
      );
      return { worked: worked.map(idOf), reasons };
    };

    it('is given up after so many, with a reason', async () => {
      await die(MAX_DEATHS);
      expect(await work()).toEqual({
        worked: [],
        reasons: [
          `${MAX_DEATHS} workers in a row fell silent with work item poison`,
        ],
      });
    });

    it('is worked on before that; one that was given back killed nobody', async () => {
      await die(MAX_DEATHS - 1);
      expect(await work()).toEqual({ worked: ['poison'], reasons: [] });
      expect(complaints).toEqual([]);
    });
  });
}
