import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { CodeHost } from './codeHost';
import type { FlagProvider } from './flagProvider';

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

/** Adds systems of feature flags to the orchestrator. @public */
export interface FlagProvidersExtensionPoint {
  /** @throws ConflictError when a provider of that name was added before. */
  addFlagProvider(provider: FlagProvider): void;
}

/** {@inheritDoc FlagProvidersExtensionPoint} @public */
export const flagProvidersExtensionPoint =
  createExtensionPoint<FlagProvidersExtensionPoint>({
    id: 'orchestrator.flagProviders',
  });
