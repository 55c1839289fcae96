import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/launcher/port.mjs';
import { startPortal } from '../../scripts/launcher/portal.mjs';
import { startShop } from '../../scripts/launcher/shop.mjs';

/** The example portal with data of its own. */
export interface Portal {
  url: string;
  /** Folder of all its data; gone when it closes. */
  data: string;
  /** Folder of the bare repositories. */
  repositories: string;
  /** Address of the shop beside it. */
  shop: string;
  /** Ends the portal and removes its data. */
  close(): Promise<void>;
}

/** Starts the example portal on a free port, with fresh repositories and an empty database. */
export async function openPortal(): Promise<Portal> {
  const data = await mkdtemp(join(tmpdir(), 'orchestrator-journey-'));
  const repositories = join(data, 'repositories');
  const removeData = () =>
    rm(data, { recursive: true, force: true, maxRetries: 5 });
  try {
    // Its top-level await can't be required, which is what an import becomes here.
    const { createRepositories } = await import(
      '../../examples/repositories/create.mjs'
    );
    await createRepositories({ targetFolder: repositories });
    const tools = { node: process.execPath, env: process.env };
    const port = await freePort();
    const shop = await startShop(tools, {
      ...{ port, env: { ORCHESTRATOR_DATA: data } },
    });
    const portal = await startPortal(tools, {
      ...{ port, env: { ...shop.env, ORCHESTRATOR_DATA: data } },
    }).catch(async error => {
      await shop.stop();
      throw error;
    });
    return {
      url: portal.url,
      data,
      repositories,
      shop: shop.url,
      async close() {
        await portal.stop();
        await shop.stop();
        await removeData();
      },
    };
  } catch (error) {
    await removeData();
    throw error;
  }
}
