import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { Channel } from './channel';
import type { CodeHost } from './codeHost';
import type { FlagProvider } from './flagProvider';
import type { MetricSource } from './metricSource';
import type { OnCallSource } from './onCallSource';
import type { PolicyEngine } from './policyEngine';

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

/** Adds servers that metrics are read from. @public */
export interface MetricSourcesExtensionPoint {
  /** @throws ConflictError when one of that name was added before. */
  addMetricSource(source: MetricSource): void;
}

/** {@inheritDoc MetricSourcesExtensionPoint} @public */
export const metricSourcesExtensionPoint =
  createExtensionPoint<MetricSourcesExtensionPoint>({
    id: 'orchestrator.metricSources',
  });

/** Adds ways on which communications go out. @public */
export interface ChannelsExtensionPoint {
  /** A channel of a kind that is built in takes its place. @throws ConflictError when one of that kind was added before. */
  addChannel(channel: Channel): void;
}

/** {@inheritDoc ChannelsExtensionPoint} @public */
export const channelsExtensionPoint =
  createExtensionPoint<ChannelsExtensionPoint>({
    id: 'orchestrator.channels',
  });

/** Adds places that know who is on call. @public */
export interface OnCallSourcesExtensionPoint {
  /** They are asked in the order of their adding, after those that are built in. @throws ConflictError when one of that name was added before. */
  addOnCallSource(source: OnCallSource): void;
}

/** {@inheritDoc OnCallSourcesExtensionPoint} @public */
export const onCallSourcesExtensionPoint =
  createExtensionPoint<OnCallSourcesExtensionPoint>({
    id: 'orchestrator.onCallSources',
  });

/** Sets what decides on policies. @public */
export interface PolicyEnginesExtensionPoint {
  /** Takes the place of the one that is built in. @throws ConflictError when one was set before. */
  setPolicyEngine(engine: PolicyEngine): void;
}

/** {@inheritDoc PolicyEnginesExtensionPoint} @public */
export const policyEnginesExtensionPoint =
  createExtensionPoint<PolicyEnginesExtensionPoint>({
    id: 'orchestrator.policyEngines',
  });
