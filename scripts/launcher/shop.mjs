import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './port.mjs';
import { dataFolder, ROOT } from './project.mjs';
import { findPrometheus } from './prometheus.mjs';
import { startServer } from './server.mjs';

const SCRAPE_INTERVAL = '2s';
const PATIENCE = { readyWithinMs: 30_000, stopsWithinMs: 10_000 };

/**
 * Starts the shop that the example train changes, and a Prometheus that asks it for its metrics where one is installed;
 * where none is, the shop answers queries itself.
 *
 * @param {{ node: string, env: NodeJS.ProcessEnv }} tools
 * @param {{ port: number, env?: object }} options `port`: of the portal; the next two are taken, where they are free
 * @returns {Promise<{ url: string, prometheus?: string, env: object, stop: () => Promise<void> }>} `env`: what the
 *   portal needs to know of them
 * @throws StepError when one of them does not come up
 */
export async function startShop(tools, { port, env = {} }) {
  const fullEnv = { ...tools.env, ...env };
  const data = dataFolder(fullEnv);
  const shopPort = await freePort(port + 1);
  const url = `http://127.0.0.1:${shopPort}`;
  const token = randomBytes(24).toString('base64url');
  const shop = await startServer({
    ...PATIENCE,
    title: 'The shop',
    command: tools.node,
    args: [join(ROOT, 'examples/shop/start.mjs')],
    env: {
      ...fullEnv,
      SHOP_PORT: String(shopPort),
      PORTAL_URL: `http://127.0.0.1:${port}`,
      SHOP_TOKEN: token,
    },
    log: join(data, 'logs', 'shop.log'),
    ready: `${url}/metrics`,
  });
  let prometheus;
  try {
    prometheus = await startPrometheus({ data, env: fullEnv, port, shopPort });
  } catch (error) {
    await shop.stop();
    throw error;
  }
  return {
    url,
    prometheus: prometheus?.url,
    env: {
      SHOP_URL: url,
      SHOP_TOKEN: token,
      PROMETHEUS_URL: prometheus?.url ?? url,
    },
    async stop() {
      await Promise.all([shop.stop(), prometheus?.stop()]);
    },
  };
}

async function startPrometheus({ data, env, port, shopPort }) {
  const command = findPrometheus({ env });
  if (!command) return undefined;
  const folder = join(data, 'prometheus');
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'prometheus.yml');
  writeFileSync(
    config,
    JSON.stringify({
      global: { scrape_interval: SCRAPE_INTERVAL },
      scrape_configs: [
        {
          job_name: 'shop',
          static_configs: [{ targets: [`127.0.0.1:${shopPort}`] }],
        },
      ],
    }),
  );
  const listen = `127.0.0.1:${await freePort(port + 2)}`;
  const { stop } = await startServer({
    ...PATIENCE,
    title: 'Prometheus',
    command,
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--storage.tsdb.retention.time=1d',
      `--web.listen-address=${listen}`,
      '--log.level=warn',
    ],
    env,
    log: join(data, 'logs', 'prometheus.log'),
    ready: `http://${listen}/-/ready`,
  });
  return { url: `http://${listen}`, stop };
}
