import { mkdtemp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../../plugins/orchestrator-backend/src/store/openDatabase';
import {
  openTestDatabase,
  type DatabaseKind,
  type DatabaseLocation,
} from '../../plugins/orchestrator-backend/src/testing/openTestDatabase';
import type { Bench, Measure, Result } from '../measure';
import { Portal } from '../portal/Portal';
import { seedPortal, type Seeded } from '../portal/seedPortal';
import { silence } from '../support/services';
import { median, percentile, timed } from '../support/statistics';

const ANA = 'user:default/ana';
const SCHEMA = 'orchestrator';
const WARM_UP = 10;
/** How far a person scrolls who scrolls far. */
const DEEP_PAGES = 40;
const PAGE = 100;

/** What an endpoint is called with, by the name of its line. */
type Calls = Record<string, string>;

interface Paged {
  nextCursor?: string;
}

/** How long the API takes in a portal with 10,000 runs, one of which has 10,000 targets. */
export const api: Measure = {
  name: 'api',
  async run(bench) {
    const results: Result[] = [];
    for (const kind of bench.databases.kinds) {
      results.push(
        ...(kind === 'SQLite'
          ? await measure(bench, kind)
          : await bench.databases.useEmptyPostgres(connection =>
              measure(bench, kind, { kind, connection }),
            )),
      );
    }
    return results;
  },
};

async function measure(
  bench: Bench,
  kind: DatabaseKind,
  postgres?: DatabaseLocation,
): Promise<Result[]> {
  const folder = await mkdtemp(join(bench.folder, 'portal-'));
  bench.say(`Filling a portal on ${kind}`);
  const seeded = await seed(bench, folder, postgres);
  const entities = [
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'User',
      metadata: { name: 'ana' },
      spec: { memberOf: ['team-1'] },
      relations: [{ type: 'memberOf', targetRef: 'group:default/team-1' }],
    },
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Group',
      metadata: { name: 'team-1' },
      spec: { type: 'team', children: [] },
      relations: [{ type: 'hasMember', targetRef: ANA }],
    },
  ];
  bench.say(`Calling the API on ${kind}`);
  return Portal.use(
    { folder, postgres, entities, userRef: ANA },
    async portal => {
      const results: Result[] = [];
      for (const [name, path] of Object.entries(
        await callsOf(portal, seeded),
      )) {
        results.push(await sample(bench, portal, `${name}, ${kind}`, path));
      }
      return results;
    },
  );
}

async function seed(
  { sizes }: Bench,
  folder: string,
  postgres: DatabaseLocation | undefined,
): Promise<Seeded> {
  await mkdir(join(folder, 'db'), { recursive: true });
  await mkdir(join(folder, 'repositories'), { recursive: true });
  const client = openTestDatabase(
    postgres
      ? { ...postgres, schema: SCHEMA }
      : { kind: 'SQLite', connection: join(folder, 'db', `${SCHEMA}.sqlite`) },
  );
  try {
    if (postgres) {
      await client.raw('create schema ??', [SCHEMA]);
    }
    const database = await openDatabase({
      database: { getClient: async () => client },
      logger: silence,
      allowVolatile: false,
    });
    const seeded = await seedPortal(database, sizes);
    if (postgres) {
      // What autovacuum does within the minute.
      await database.raw('vacuum analyze');
    }
    return seeded;
  } finally {
    await client.destroy();
  }
}

async function callsOf(
  portal: Portal,
  { runId, trainId }: Seeded,
): Promise<Calls> {
  const run = `/runs/${runId}`;
  const targets = `${run}/targets?limit=${PAGE}`;
  const runs = `/runs?limit=${PAGE}`;
  const cursor = async (path: string, pages: number) =>
    `${path}&cursor=${await cursorAfter(portal, path, pages)}`;
  return {
    runs,
    'runs, deep page': await cursor(runs, 3),
    'runs by status and owner': `${runs}&status=planned&owner=group:default/team-1`,
    'runs by label': `${runs}&label=area%3Darea-11`,
    'runs by words': `${runs}&q=upgrade%2099`,
    'my runs': `${runs}&mine=true`,
    run,
    targets,
    'targets, deep page': await cursor(targets, DEEP_PAGES),
    'targets by status and owner': `${targets}&status=open&owner=group:default/team-1`,
    'targets by words': `${targets}&q=m-09`,
    'facets of targets': `${run}/target-facets`,
    target: `${run}/targets/component.default.m-0001`,
    events: `${run}/events?limit=${PAGE}`,
    'events of a type': `${run}/events?limit=${PAGE}&type=change.opened`,
    'runs of an entity': '/entities/component/default/m-0001?limit=20',
    inbox: '/inbox?limit=20',
    'inbox of trains': '/inbox/trains',
    trains: '/trains?limit=50',
    train: `/trains/${trainId}`,
    calendar: '/calendar?from=2030-04-01T00:00:00Z&to=2030-05-01T00:00:00Z',
    pacing: '/pacing',
  };
}

async function cursorAfter(
  portal: Portal,
  path: string,
  pages: number,
): Promise<string> {
  let cursor = '';
  for (let page = 0; page < pages; page += 1) {
    const next = (await portal.get(
      cursor ? `${path}&cursor=${cursor}` : path,
    )) as Paged;
    if (next.nextCursor === undefined) {
      break;
    }
    cursor = next.nextCursor;
  }
  return cursor;
}

/** One call at a time; the baseline is an answer of the same server that asks nobody for anything. */
async function sample(
  { sizes, say }: Bench,
  portal: Portal,
  name: string,
  path: string,
): Promise<Result> {
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let call = -WARM_UP; call < sizes.calls; call += 1) {
    const oursMs = await timed(() => portal.get(path));
    const baselineMs = await timed(() => portal.ping());
    if (call >= 0) {
      ours.push(oursMs);
      baseline.push(baselineMs);
    }
  }
  say(
    `${name}: p50 ${median(ours).toFixed(1)} ms, p95 ${percentile(
      ours,
      0.95,
    ).toFixed(1)} ms`,
  );
  return {
    measure: `API p95: ${name}`,
    unit: 'ms',
    ours: percentile(ours, 0.95),
    baseline: percentile(baseline, 0.95),
    ratio: median(ours) / median(baseline),
    aim: { of: 'ours', kind: 'atMost', value: 50 },
  };
}
