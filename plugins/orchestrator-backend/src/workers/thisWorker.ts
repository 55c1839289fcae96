import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { OrchestratorConfig } from '../readConfig';
import type { WorkerIdentity } from './WorkerRegistry';

/** Who this process is, under an id that no other process has or had. */
export function thisWorker({
  slots,
  serves,
}: OrchestratorConfig['workers']): WorkerIdentity {
  const host = hostname();
  const { pid } = process;
  return {
    id: `${host}-${pid}-${randomBytes(3).toString('hex')}`,
    host,
    pid,
    version: packageVersion(),
    lanes: slots > 0 ? serves : [],
    slots,
  };
}

/** Release of this package, which the heartbeats tell. */
function packageVersion(): string {
  const file = resolvePackagePath(
    '@backstage-orchestrator/plugin-orchestrator-backend',
    'package.json',
  );
  return JSON.parse(readFileSync(file, 'utf8')).version;
}
