import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPortal } from '../../scripts/launcher/portal.mjs';

/** The example portal with data of its own. */
export interface Portal {
  url: string;
  /** Folder of all its data; gone when it closes. */
  data: string;
  /** Folder of the bare repositories. */
  repositories: string;
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
    const portal = await startPortal(
      { node: process.execPath, env: process.env },
      { port: await freePort(), env: { ORCHESTRATOR_DATA: data } },
    );
    return {
      url: portal.url,
      data,
      repositories,
      async close() {
        await portal.stop();
        await removeData();
      },
    };
  } catch (error) {
    await removeData();
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
