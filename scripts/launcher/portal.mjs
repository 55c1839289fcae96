import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { dataFolder, ROOT } from './project.mjs';
import { SOURCE_LOADER } from './run.mjs';
import { startServer } from './server.mjs';

const READY_WITHIN_MS = 180_000;
/** Work in progress is finished or handed back within the backend's own grace; this is longer. */
const STOPS_WITHIN_MS = 60_000;

/**
 * Starts the portal's backend, which also serves the app.
 *
 * @param {{ node: string, env: NodeJS.ProcessEnv }} tools
 * @param {{ port: number, env?: object, verbose?: boolean }} options `env` can name another data folder
 *   (ORCHESTRATOR_DATA); `verbose` shows the backend's output instead of keeping it in a log
 * @returns {Promise<{ url: string, pid: number, log: string, ended: Promise<string>, stop: () => Promise<string> }>}
 *   once it is ready; `ended` and `stop` give how it ended
 * @throws StepError when it does not come up
 */
export async function startPortal(tools, { port, env = {}, verbose = false }) {
  const fullEnv = {
    // As Backstage's own `start` does: a readable log, and a stop that does not wait for the backend's long polls
    // of itself, up to a minute.
    NODE_ENV: 'development',
    // Without a shop nobody has it.
    SHOP_TOKEN: randomBytes(24).toString('base64url'),
    ...tools.env,
    ...env,
    PORT: String(port),
  };
  const log = join(dataFolder(fullEnv), 'logs', 'portal.log');
  const server = await startServer({
    title: 'The portal',
    command: tools.node,
    args: [
      ...SOURCE_LOADER,
      join(ROOT, 'examples/portal/backend/src/index.ts'),
    ],
    env: fullEnv,
    log,
    verbose,
    ready: `http://127.0.0.1:${port}/.backstage/health/v1/readiness`,
    readyWithinMs: READY_WITHIN_MS,
    stopsWithinMs: STOPS_WITHIN_MS,
  });
  return { ...server, url: `http://localhost:${port}`, log };
}
