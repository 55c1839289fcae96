import { setTimeout as sleep } from 'node:timers/promises';
import { createServer } from './createServer.mjs';
import { PortalFlags } from './PortalFlags.mjs';
import { Shop } from './Shop.mjs';

const ROUND_MS = 2000;
/** The portal answers when a flag changes, or after this time: a line in its log now and then, not each second. */
const WAIT_SECONDS = 25;
/** Between two looks, should the portal not wait: a kill is to be seen within two seconds. */
const LOOK_MS = 1000;

/*
 * The shop beside the example portal. SHOP_PORT: where it listens, on this machine only; PORTAL_URL: the portal;
 * SHOP_TOKEN: with which it asks for flags.
 */
const {
  SHOP_PORT = '7008',
  PORTAL_URL = 'http://127.0.0.1:7007',
  SHOP_TOKEN = 'meridian-market-shop',
} = process.env;

const shop = new Shop({
  flags: new PortalFlags({ portalUrl: PORTAL_URL, token: SHOP_TOKEN }),
  waitSeconds: WAIT_SECONDS,
});
createServer(shop).listen(Number(SHOP_PORT), '127.0.0.1');

let last;
/** The same problem is told once. */
function tell(problem) {
  if (problem !== last) {
    process.stderr.write(`${problem ?? 'The portal answers.'}\n`);
  }
  last = problem;
}

async function lookForChanges() {
  await shop.look().catch(error => tell(error.message));
  setTimeout(lookForChanges, LOOK_MS);
}
lookForChanges();

for (; ; await sleep(ROUND_MS)) tell(await shop.round());
