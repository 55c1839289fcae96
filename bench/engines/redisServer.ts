import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../plugins/orchestrator-backend/src/testing/freePort';

/** A Redis of our own on loopback. */
export interface RedisServer {
  port: number;
  stop(): Promise<void>;
}

/** Starts the Redis that is installed; undefined where none is. */
export async function startRedis(): Promise<RedisServer | undefined> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'orchestrator-redis-'));
  const server = spawn(
    'redis-server',
    [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
      ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const ended = new Promise<void>(resolve => {
    server.once('error', () => resolve());
    server.once('exit', () => resolve());
  });
  const ready = new Promise<true>(resolve => {
    createInterface(server.stdout).on('line', line => {
      if (line.includes('Ready to accept connections')) {
        resolve(true);
      }
    });
  });
  if ((await Promise.race([ready, ended])) !== true) {
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }
  return {
    port,
    stop: async () => {
      server.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
