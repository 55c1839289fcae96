import {
  changeDigest,
  createRun,
  type SweepManifest,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { RunTransaction } from '../../plugins/orchestrator-backend/src/runs/RunTransaction';
import type { Request } from '../../plugins/orchestrator-backend/src/runs/RunService';
import { TrainHarness } from '../../plugins/orchestrator-backend/src/trains/testing/TrainHarness';
import { describeTargets, NoopRuns, sweepManifest } from '../support/NoopRuns';
import type { Sizes } from '../support/sizes';

const RUNS_PER_TRANSACTION = 50;
const TARGETS_PER_RUN = 3;
/** Modules that the runs take their targets from. */
const MODULES = 600;
const OWNERS = 20;
/** One in so many runs has not ended. */
const UNDER_WAY = 20;
const TRAINS = 200;
const WRITES = 30_000;
const DAY_MS = 24 * 60 * 60 * 1_000;
const SLOTS = 100;

const SOMEBODY: Request = {
  actor: { kind: 'user', ref: 'user:default/ben' },
  requestId: 'bench',
};

/** What is in a portal that has been used for years. */
export interface Seeded {
  /** The large run. */
  runId: string;
  /** A train that is planned. */
  trainId: string;
}

/**
 * Fills a database as the product would have: by its own decisions, events and read tables, many runs in a transaction.
 * What the outbox would tell has been told.
 */
export async function seedPortal(
  database: Knex,
  sizes: Sizes,
): Promise<Seeded> {
  return NoopRuns.use(database, async noop => {
    await createSmallRuns(noop, sizes.portalRuns);
    const trainId = await createTrains(database);
    const runId = await noop.create(sizes.portalTargets, 2 * SLOTS);
    await noop.work(SLOTS);
    await noop.start(runId);
    await noop.work(SLOTS);
    await insertWrites(database, runId);
    await database('outbox').delete();
    return { runId, trainId };
  });
}

/** Each of another owner than the one before; most were cancelled, the rest wait to be begun. */
async function createSmallRuns(noop: NoopRuns, count: number): Promise<void> {
  const modules = describeTargets(MODULES);
  const firstMs = Date.now() - count * 60_000;
  for (let first = 0; first < count; first += RUNS_PER_TRANSACTION) {
    await noop.records.transaction(async records => {
      const last = Math.min(count, first + RUNS_PER_TRANSACTION);
      for (let number = first; number < last; number += 1) {
        const manifest = manifestOf(number);
        const id = `seed-${String(number).padStart(6, '0')}`;
        const occurredAt = new Date(firstMs + number * 60_000).toISOString();
        const transaction = new RunTransaction(records, {
          runId: id,
          cause: { ...SOMEBODY, occurredAt },
          rules: { random: Math.random },
        });
        transaction.begin(
          createRun({
            id,
            manifest,
            changeDigest: changeDigest(manifest),
            createdBy: SOMEBODY.actor,
            dryRun: false,
            targets: Array.from(
              { length: TARGETS_PER_RUN },
              (_, index) => modules[(number * 7 + index) % MODULES],
            ),
          }),
        );
        if (number % UNDER_WAY !== 0) {
          await transaction.command({ type: 'cancel', by: SOMEBODY.actor.ref });
        }
        await transaction.finish();
      }
    });
  }
}

function manifestOf(number: number): SweepManifest {
  const manifest = sweepManifest({});
  return {
    ...manifest,
    metadata: {
      ...manifest.metadata,
      title: `Upgrade ${number}`,
      labels: { area: `area-${number % 50}` },
    },
    spec: { ...manifest.spec, owner: `group:default/team-${number % OWNERS}` },
  };
}

/**
 * One departure after the other; three in four were called off.
 *
 * @returns one that was not
 */
async function createTrains(database: Knex): Promise<string> {
  const trains = new TrainHarness(database);
  let planned = '';
  for (let number = 0; number < TRAINS; number += 1) {
    const departure = new Date(
      Date.parse('2030-04-10T10:00:00Z') + number * DAY_MS,
    );
    const id = await trains.create({
      departure: departure.toISOString().slice(0, 16),
    });
    if (number % 4 === 0) {
      planned = id;
    } else {
      await trains.service.command(
        id,
        { type: 'cancel', by: SOMEBODY.actor.ref, reason: 'Not now' },
        SOMEBODY,
      );
    }
  }
  return planned;
}

/** What a busy day of writes to code hosts leaves in the ledger. */
async function insertWrites(database: Knex, runId: string): Promise<void> {
  const now = Date.now();
  const rows = Array.from({ length: WRITES }, (_, index) => {
    const at = new Date(now - (index * DAY_MS) / WRITES).toISOString();
    return {
      id: `seed-${index}`,
      work_id: `seed-${index}`,
      run_id:
        index % 3 === 0 ? runId : `seed-${String(index).padStart(6, '0')}`,
      target_id: `component.default.m-${String(index % MODULES)}`,
      host: 'local',
      owner: `group:default/team-${index % OWNERS}`,
      requests: 2,
      state: 'sent',
      at,
      ticket: WRITES - index,
      since: at,
    };
  });
  await database.batchInsert('code_host_writes', rows, 200);
}
