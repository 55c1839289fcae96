import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// eslint-disable-next-line no-restricted-syntax -- never in a production build
const SCRIPT = join(__dirname, 'postgresServer.mjs');
const START_TIMEOUT_MS = 60_000;
const CONNECT_PAUSE_MS = 50;

/** A PostgreSQL server that runs at least until it is let go. */
export interface PostgresServer {
  /** Of the database that new ones are created from. */
  connection: string;
  /** Ends our use of it; the server ends when nobody uses it. */
  release(): void;
}

/**
 * Gives the PostgreSQL server of the tests, and starts it if none runs.
 *
 * @remarks
 * `ORCHESTRATOR_TEST_POSTGRES` names one to use in its place: a connection string of a user who may create databases.
 *
 * @throws Error with the server's own words when it does not start
 */
export async function usePostgresServer(): Promise<PostgresServer> {
  const own = process.env.ORCHESTRATOR_TEST_POSTGRES;
  if (own) {
    return { connection: own, release: () => {} };
  }
  const path = socketPath();
  const until = Date.now() + START_TIMEOUT_MS;
  let starting: Starting | undefined;
  for (;;) {
    const socket = await tryConnect(path);
    const server = socket && (await readAnswer(socket, until));
    if (server) {
      return server;
    }
    if (!starting || starting.ended) {
      starting = startServer(path);
    }
    if (Date.now() > until) {
      throw new Error(
        `No PostgreSQL server for the tests after ${START_TIMEOUT_MS} ms; run "node ${SCRIPT} ${path}" to see why`,
      );
    }
    await sleep(CONNECT_PAUSE_MS);
  }
}

/** One socket per user and checkout: checkouts may differ in the version of PostgreSQL. */
function socketPath(): string {
  const key = createHash('sha256').update(SCRIPT).digest('hex').slice(0, 12);
  const name = `orchestrator-test-postgres-${key}`;
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\${name}`
    : join(tmpdir(), name);
}

interface Starting {
  ended: boolean;
}

function startServer(path: string): Starting {
  const starting: Starting = { ended: false };
  // Detached: the server outlives the test process that happened to need it first.
  const child = spawn(process.execPath, [SCRIPT, path], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  child.once('exit', () => {
    starting.ended = true;
  });
  child.once('error', () => {
    starting.ended = true;
  });
  child.unref();
  return starting;
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise(resolve => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

/** @returns undefined when the server went away before it answered */
function readAnswer(
  socket: Socket,
  until: number,
): Promise<PostgresServer | undefined> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timeout = setTimeout(
      () => socket.destroy(),
      Math.max(0, until - Date.now()),
    );
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (!text.endsWith('\n')) {
        return;
      }
      clearTimeout(timeout);
      const answer: { connection?: string; error?: string } = JSON.parse(text);
      if (answer.connection) {
        // Held open for as long as the server is used, without keeping this process alive.
        socket.unref();
        resolve({
          connection: answer.connection,
          release: () => socket.destroy(),
        });
      } else {
        socket.destroy();
        reject(new Error(answer.error));
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timeout);
      resolve(undefined);
    });
  });
}
