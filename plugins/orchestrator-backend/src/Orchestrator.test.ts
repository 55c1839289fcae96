import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import {
  metricsServiceMock,
  tracingServiceMock,
} from '@backstage/backend-test-utils/alpha';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { Knex } from 'knex';
import { systemClock } from './clock';
import { Orchestrator } from './Orchestrator';
import { readConfig } from './readConfig';
import {
  eventually,
  migrateUp,
  openTestDatabase,
  testDatabases,
} from './testing';
import { startOrchestrator } from './__testUtils__/startOrchestrator';

const databases = testDatabases();

describe.each(databases.supported)('the orchestrator on %s', kind => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orchestrator-start-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  function create(database: Knex, logger = mockServices.logger.mock()) {
    const orchestrator = {
      workDirectory: join(folder, 'work'),
      codeHosts: { local: { directory: join(folder, 'repositories') } },
    };
    return new Orchestrator({
      database,
      config: readConfig(mockServices.rootConfig({ data: { orchestrator } })),
      clock: systemClock,
      logger,
      auth: mockServices.auth(),
      catalog: catalogServiceMock(),
      integrations: ScmIntegrations.fromConfig(new ConfigReader({})),
      events: mockServices.events.mock(),
      signals: { publish: async () => {} },
      notifications: { send: async () => {} },
      codeHosts: [],
      auditor: mockServices.auditor.mock(),
      metrics: metricsServiceMock.mock(),
      tracing: tracingServiceMock.mock(),
    });
  }

  it('does not let the backend start on a machine that is not as the config wants it', async () => {
    const workDirectory = join(folder, 'a-file');
    await writeFile(workDirectory, 'in the way');
    await expect(
      startOrchestrator({
        entities: [],
        database: databases.locationOf(await databases.init(kind)),
        folder,
        config: { workDirectory },
      }),
    ).rejects.toThrow();
  });

  it('starts as soon as the database lets it, and is loud until then', async () => {
    const database = await databases.init(kind, { migrate: false });
    const logger = mockServices.logger.mock();
    const orchestrator = create(database, logger);
    await orchestrator.prepare();
    const started = orchestrator.start();
    await eventually('a failure is told', async () =>
      logger.error.mock.calls.some(([message]) =>
        String(message).startsWith('The start of the orchestrator failed'),
      ),
    );
    await migrateUp(database);
    await started;
    const replicas = () => database('workers').pluck('id');
    await eventually(
      'it is known to work',
      async () => (await replicas()).length === 1,
    );
    await orchestrator.stop();
    expect(await replicas()).toEqual([]);
  });

  it('gives a start up that never succeeds when it is stopped', async () => {
    const database = await databases.init(kind, { migrate: false });
    const orchestrator = create(database);
    const started = orchestrator.start();
    await orchestrator.stop();
    await expect(started).resolves.toBeUndefined();
  });

  if (kind === 'PostgreSQL') {
    it('does not stop before the comparison with git that is under way has ended', async () => {
      const database = await databases.init(kind);
      const other = openTestDatabase(databases.locationOf(database));
      const lock = await other.transaction();
      await lock.raw('lock table local_changes in access exclusive mode');
      const orchestrator = create(database);
      await orchestrator.prepare();
      await orchestrator.start();
      let stopped = false;
      const stopping = orchestrator.stop().then(() => {
        stopped = true;
      });
      await new Promise(resolve => setTimeout(resolve, 300));
      expect(stopped).toBe(false);
      await lock.rollback();
      await stopping;
      expect(stopped).toBe(true);
      await other.destroy();
    });
  }
});
