import { mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type DefinitivePolicyDecision,
} from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';
import {
  startOrchestrator,
  type TestOrchestrator,
} from '../__testUtils__/startOrchestrator';
import { endedTrain, MEASURED_WAVES } from '../archive/testing/endedTrain';
import { BAD_FILES, exported, linesOf } from '../archive/testing/runFiles';
import { openTestDatabase, testDatabases } from '../testing';
import { TrainHarness } from '../trains/testing/TrainHarness';

const databases = testDatabases();
const TABLES = [
  'runs',
  'events',
  'train_products',
  'train_gates',
  'train_watches',
  'archived_runs',
];

async function* inOne(file: Buffer): AsyncGenerator<Uint8Array> {
  yield file;
}

/** Status and message of a refusal. */
function refusal(call: Promise<unknown>): Promise<[number, string]> {
  return call.then(
    () => [200, ''],
    error => [error.statusCode, String(error.body?.detail ?? error.message)],
  );
}

describe.each(databases.supported)(
  'files of trains over the API on %s',
  kind => {
    let portal: TestOrchestrator;
    let there: Knex;
    let id: string;
    let file: Buffer;
    const denied = new Set<string>();

    beforeAll(async () => {
      const trains = new TrainHarness(await databases.init(kind));
      id = await endedTrain(trains, { waves: MEASURED_WAVES });
      file = await exported(trains.database, id);
      const answer = async (
        asked: { permission: { name: string } }[],
      ): Promise<DefinitivePolicyDecision[]> =>
        asked.map(({ permission }) => ({
          result: denied.has(permission.name)
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
        }));
      const database = databases.locationOf(await databases.init(kind));
      there = openTestDatabase(database);
      portal = await startOrchestrator({
        entities: [],
        permissions: mockServices.permissions.mock({
          authorize: answer,
          authorizeConditional: answer,
        }),
        database,
      });
    });

    afterAll(async () => {
      await portal.stop();
      await there.destroy();
    });

    beforeEach(() => denied.clear());

    const send = (some: Buffer) =>
      portal.client.importRun({ body: inOne(some) });

    it.each(BAD_FILES)(
      'are refused where they are %s, and leave nothing',
      async (_, change, message) => {
        const [status, detail] = await refusal(send(change(file)));
        expect(status).toBe(400);
        expect(detail).toMatch(message);
        for (const table of TABLES) {
          expect(await there(table)).toEqual([]);
        }
      },
    );

    it('are for administrators', async () => {
      denied.add('orchestrator.administer');
      expect(await refusal(send(file))).toEqual([
        403,
        expect.stringContaining('orchestrator.administer is missing'),
      ]);
      expect(await there('runs')).toEqual([]);
    });

    it('come in whole: board, report, events and charts, and go out again as they came', async () => {
      expect(await send(file)).toMatchObject({
        id,
        kind: 'Train',
        phase: 'closed',
        importedAt: expect.any(String),
      });
      const params = { trainId: id };
      const { board, train } = await portal.client.getTrain({ params });
      expect(board).toMatchObject([{ id: 'go', status: 'go' }]);
      expect(train.waves.map(({ status }) => status)).toEqual(['done', 'done']);
      expect(await portal.client.getTrainReport({ params })).toContain(
        'Tidy the flags up',
      );
      expect((await portal.client.getTrainMetrics({ params })).items).toEqual([
        {
          wave: 'pilot',
          stage: 'during',
          metric: 'errors',
          title: 'errors',
          round: 1,
          successCondition: 'result < 1',
          dryRun: false,
          phase: 'Successful',
          figures: [{ name: 'result', limits: [] }],
          samples: [
            {
              at: '2030-03-26T09:00:00.000Z',
              phase: 'Successful',
              values: { result: 0.25 },
            },
            {
              at: '2030-03-26T09:01:00.000Z',
              phase: 'Successful',
              values: { result: 0.5 },
            },
          ],
        },
      ]);
      expect(await refusal(send(file))).toEqual([
        409,
        expect.stringContaining(`There is a run ${id} already`),
      ]);
      expect(
        await refusal(
          portal.client.commandTrain({
            params,
            body: { command: { type: 'finishFollowUp', id: 'tidy' } },
          }),
        ),
      ).toEqual([409, expect.stringContaining('The run was imported')]);

      const pieces: Uint8Array[] = [];
      for await (const piece of await portal.client.exportRun({
        params: { runId: id },
      })) {
        pieces.push(piece);
      }
      const again = linesOf(Buffer.concat(pieces));
      const imported = again.findIndex(
        ({ event }) => event?.type === 'train.imported',
      );
      expect(imported).toBeGreaterThan(0);
      again.splice(imported, 1);
      expect(again.slice(1)).toEqual(linesOf(file).slice(1));
    });
  },
);
