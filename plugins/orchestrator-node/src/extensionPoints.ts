import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { CodeHost } from './codeHost';

/** Adds code hosts to the orchestrator. @public */
export interface CodeHostsExtensionPoint {
  /** @throws ConflictError when a host of that type was added before. */
  addCodeHost(host: CodeHost): void;
}

/** {@inheritDoc CodeHostsExtensionPoint} @public */
export const codeHostsExtensionPoint =
  createExtensionPoint<CodeHostsExtensionPoint>({
    id: 'orchestrator.codeHosts',
  });
