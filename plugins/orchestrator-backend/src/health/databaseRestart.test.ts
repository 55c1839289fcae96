import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startOrchestrator,
  type TestOrchestrator,
} from '../__testUtils__/startOrchestrator';
import { eventually, testDatabases } from '../testing';
import { makeRepository } from '../testing/gitRepositories';
import { moduleEntities } from '../testing/moduleEntities';

const databases = testDatabases();

/** The way to a database, which can be cut: open connections break, new ones are refused, as in a restart. */
class Wire {
  readonly #to: { host: string; port: number };
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  constructor(to: { host: string; port: number }) {
    this.#to = to;
  }

  get port(): number {
    return this.#port;
  }

  async join(): Promise<void> {
    const server = createServer(near => {
      const far = connect(this.#to);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ]) {
        this.#sockets.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.#sockets.delete(one);
          other.destroy();
        });
      }
    });
    await new Promise<void>(resolve => {
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as { port: number }).port;
    this.#server = server;
  }

  async cut(): Promise<void> {
    const closed = new Promise(resolve => this.#server?.close(resolve));
    this.#sockets.forEach(socket => socket.destroy());
    await closed;
  }
}

const MANIFEST = `apiVersion: orchestrator/v1
kind: Sweep
metadata: { name: restart, title: Restart }
spec:
  owner: group:default/team-a
  targets: { filter: { kind: component } }
  change:
    title: Restart
    commitMessage: 'fix: restart'
    steps:
      - run: { command: [node, slow.js], timeout: 1m }
  rollout: { canary: { approval: false } }
`;

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

describe('a database that goes away and comes back', () => {
  let folder: string;
  let wire: Wire;
  let orchestrator: TestOrchestrator;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orchestrator-restart-'));
    for (const name of NAMES) {
      await makeRepository(join(folder, 'repositories'), name, {
        'slow.js':
          "setTimeout(() => require('fs').writeFileSync('done', 'x'), 700)\n",
      });
    }
    const { connection } = databases.locationOf(
      await databases.init('PostgreSQL'),
    );
    const url = new URL(connection);
    wire = new Wire({ host: url.hostname, port: Number(url.port) });
    await wire.join();
    url.hostname = '127.0.0.1';
    url.port = String(wire.port);
    orchestrator = await startOrchestrator({
      entities: moduleEntities(NAMES),
      database: { kind: 'PostgreSQL', connection: url.toString() },
      folder,
      config: { workers: { slots: 2, graceSeconds: 5, leaseSeconds: 3 } },
    });
  }, 120_000);

  afterEach(async () => {
    await orchestrator?.stop();
    await wire?.cut();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function health(): Promise<[number, unknown]> {
    const response = await fetch(`${orchestrator.baseUrl}/health`);
    return [response.status, await response.json()];
  }

  it('loses nothing; the replica is unready meanwhile, and says why to whoever asks', async () => {
    const { client } = orchestrator;
    expect(await health()).toEqual([
      200,
      {
        status: 'ok',
        checks: { database: 'ok', schema: 'ok', queue: 'ok', disk: 'ok' },
      },
    ]);
    const { id: runId } = await client.createRun({
      body: { manifest: MANIFEST },
    });
    await eventually(
      'some have their diff',
      async () =>
        ((await client.getRun({ params: { runId } })).counts.ready ?? 0) > 0,
    );

    await wire.cut();
    await eventually(
      'the replica is unready',
      async () => (await health())[0] === 503,
    );
    const error = await client
      .getRun({ params: { runId } })
      .catch(caught => caught);
    expect([error.statusCode, error.body.detail]).toEqual([
      503,
      'The database can’t be reached at the moment. Nothing is lost; work goes on by itself when it is back.',
    ]);

    await wire.join();
    await eventually(
      'the replica is ready again',
      async () => (await health())[0] === 200,
    );
    const run = await orchestrator.until(runId, 'readyToStart');
    expect(run.counts).toEqual({ ready: NAMES.length });
  });
});
