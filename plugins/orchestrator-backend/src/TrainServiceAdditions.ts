import { ConflictError } from '@backstage/errors';
import type {
  Channel,
  ChannelsExtensionPoint,
  MetricSource,
  MetricSourcesExtensionPoint,
  OnCallSource,
  OnCallSourcesExtensionPoint,
  PolicyEngine,
  PolicyEnginesExtensionPoint,
} from '@backstage-orchestrator/plugin-orchestrator-node';

/** What modules add to what trains reach outside of the portal: stands behind the extension points. */
export class TrainServiceAdditions
  implements
    MetricSourcesExtensionPoint,
    ChannelsExtensionPoint,
    OnCallSourcesExtensionPoint,
    PolicyEnginesExtensionPoint
{
  readonly #metricSources = new Map<string, MetricSource>();
  readonly #channels = new Map<string, Channel>();
  readonly #onCallSources = new Map<string, OnCallSource>();
  #policyEngine?: PolicyEngine;

  get metricSources(): MetricSource[] {
    return [...this.#metricSources.values()];
  }

  get channels(): Channel[] {
    return [...this.#channels.values()];
  }

  get onCallSources(): OnCallSource[] {
    return [...this.#onCallSources.values()];
  }

  get policyEngine(): PolicyEngine | undefined {
    return this.#policyEngine;
  }

  addMetricSource(source: MetricSource): void {
    addOnce(this.#metricSources, source.name, source, 'metric source');
  }

  addChannel(channel: Channel): void {
    addOnce(this.#channels, channel.kind, channel, 'channel');
  }

  addOnCallSource(source: OnCallSource): void {
    addOnce(
      this.#onCallSources,
      source.name,
      source,
      'source of people on call',
    );
  }

  setPolicyEngine(engine: PolicyEngine): void {
    if (this.#policyEngine) {
      throw new ConflictError('There is a policy engine already');
    }
    this.#policyEngine = engine;
  }
}

function addOnce<T>(
  known: Map<string, T>,
  name: string,
  added: T,
  word: string,
): void {
  if (known.has(name)) {
    throw new ConflictError(`There is a ${word} ${name} already`);
  }
  known.set(name, added);
}
