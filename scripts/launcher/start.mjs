import { buildApp } from './appBuild.mjs';
import { onOrphaned } from './orphan.mjs';
import { assertPortFree, wantedPort } from './port.mjs';
import { startPortal } from './portal.mjs';
import { dataFolder, shortPath } from './project.mjs';
import { makeExampleRepositories } from './repositories.mjs';
import { startShop } from './shop.mjs';
import { liveLine, say } from './steps.mjs';

/**
 * `npm start`: builds what changed, makes the example repositories, starts the portal, prints its address and
 * stays until it is stopped. `npm start -- --verbose` shows the backend's output.
 *
 * @returns {Promise<number>} the exit code
 */
export async function start(tools, args) {
  const verbose = args.includes('--verbose');
  const port = wantedPort();
  await assertPortFree(port);
  await buildApp(tools);
  await makeExampleRepositories(tools);

  const line = liveLine('Starting the portal');
  let shop;
  let portal;
  try {
    shop = await startShop(tools, { port });
    portal = await startPortal(tools, { port, env: shop.env, verbose });
  } finally {
    line.end(Boolean(portal));
    if (!portal) await shop?.stop();
  }
  say(
    `\nThe shop of the example train: ${shop.url}   Its metrics: ${
      shop.prometheus ??
      'the shop itself, as no Prometheus is installed (Debian package prometheus)'
    }`,
  );
  say(
    `Data: ${shortPath(dataFolder())}   Log: ${shortPath(
      portal.log,
    )}   Stop: Ctrl-C`,
  );
  say(`Open ${portal.url}`);
  try {
    return await untilStopped(portal);
  } finally {
    await shop.stop();
  }
}

/** Passes the first signal on and waits for a graceful stop; a second one ends the portal at once. */
async function untilStopped(portal) {
  let stopping = false;
  const onSignal = () => {
    if (stopping) {
      process.kill(portal.pid, 'SIGKILL');
      return;
    }
    stopping = true;
    say('\nStopping: work in progress is finished or handed back…');
    portal.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, onSignal);
  }
  onOrphaned(onSignal);
  const how = await portal.ended;
  if (stopping) {
    say('Stopped.');
    return 0;
  }
  say(
    `The portal ended by itself (${how}). What it said last is in ${shortPath(
      portal.log,
    )}.`,
  );
  return 1;
}
