import type { Segment } from '@backstage-orchestrator/plugin-orchestrator-common';
import type {
  FlagOwner,
  FlagProvider,
  FlagProviderState,
  FlagSetting,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Clock } from '../../clock';
import type { UnleashSettings } from '../readFlags';
import { flagFailure, flagKilled, flagNotFound } from './flagFailure';
import { ownerOf, ownerText } from './owner';
import { VendorApi } from './VendorApi';

/** Type of the tag that a kill leaves; every Unleash has it. */
const TAG_TYPE = 'simple';

interface Strategy {
  id: string;
  name: string;
  title?: string | null;
}

interface Feature {
  name: string;
  archived?: boolean;
  environments: { name: string; enabled: boolean; strategies: Strategy[] }[];
}

interface Tag {
  type: string;
  value: string;
}

/**
 * Unleash, by its Admin API.
 *
 * @remarks
 * A wave has a strategy of its own, a gradual rollout with constraints, that is known by its title. Strategies of Unleash
 * are alternatives: somebody gets the flag if one of them fits. A kill turns the environment off and leaves a tag, so
 * that no later wave turns it on again; it is revived by removing the tag.
 */
export class UnleashFlagProvider implements FlagProvider {
  readonly name: string;
  readonly #api: VendorApi;
  readonly #settings: UnleashSettings;

  constructor(settings: UnleashSettings, clock: Clock) {
    this.name = settings.name;
    this.#settings = settings;
    this.#api = new VendorApi({ ...settings, clock });
  }

  async set(flagKey: string, setting: FlagSetting): Promise<void> {
    const strategy = strategyOf(flagKey, setting);
    const feature = await this.#mustBe(flagKey);
    if (await this.#isKilled(flagKey)) {
      throw flagKilled(this.name, flagKey);
    }
    const { strategies, enabled } = this.#environmentOf(feature);
    const known = strategies.find(({ title }) => title === strategy.title);
    const path = `${this.#environmentPath(flagKey)}/strategies`;
    await (known
      ? this.#api.send({
          method: 'PUT',
          path: `${path}/${encodeURIComponent(known.id)}`,
          body: strategy,
        })
      : this.#api.send({ method: 'POST', path, body: strategy }));
    if (!enabled) {
      await this.#turn(flagKey, 'on');
    }
  }

  async unset(flagKey: string, owner: FlagOwner): Promise<void> {
    const feature = await this.#mustBe(flagKey);
    const title = ownerText(owner);
    const { strategies, enabled } = this.#environmentOf(feature);
    const own = strategies.filter(strategy => strategy.title === title);
    // An environment without a strategy gives the flag to everybody: it goes off before its last strategy does.
    if (enabled && own.length > 0 && own.length === strategies.length) {
      await this.#turn(flagKey, 'off');
    }
    for (const { id } of own) {
      await this.#api.send({
        method: 'DELETE',
        path: `${this.#environmentPath(
          flagKey,
        )}/strategies/${encodeURIComponent(id)}`,
      });
    }
  }

  async kill(flagKey: string): Promise<void> {
    this.#environmentOf(await this.#mustBe(flagKey));
    // Off before the tag: that is what counts.
    await this.#turn(flagKey, 'off');
    if (!(await this.#isKilled(flagKey))) {
      await this.#api.send({
        method: 'POST',
        path: this.#tagsPath(flagKey),
        body: { type: TAG_TYPE, value: this.#killTag },
      });
    }
  }

  async state(flagKey: string): Promise<FlagProviderState | undefined> {
    const feature = await this.#find(flagKey);
    if (!feature) {
      return undefined;
    }
    const { enabled, strategies } = this.#environmentOf(feature);
    return {
      key: flagKey,
      enabled,
      killed: await this.#isKilled(flagKey),
      owners: strategies.flatMap(({ title }) => ownerOf(title) ?? []),
    };
  }

  async #find(flagKey: string): Promise<Feature | undefined> {
    const feature = await this.#api.send<Feature>({
      method: 'GET',
      path: this.#featurePath(flagKey),
    });
    return feature?.archived ? undefined : feature;
  }

  async #mustBe(flagKey: string): Promise<Feature> {
    const feature = await this.#find(flagKey);
    if (!feature) {
      throw flagNotFound(this.name, flagKey);
    }
    return feature;
  }

  #environmentOf(feature: Feature): Feature['environments'][number] {
    const { environment, project } = this.#settings;
    const found = feature.environments.find(({ name }) => name === environment);
    if (!found) {
      throw flagFailure(
        'permanent',
        'flagRefused',
        `${this.name}: found no environment ${environment} of the flag ${
          feature.name
        } in ${project}, accepted is one of ${feature.environments
          .map(({ name }) => name)
          .join(', ')}`,
      );
    }
    return found;
  }

  async #turn(flagKey: string, state: 'on' | 'off'): Promise<void> {
    await this.#api.send({
      method: 'POST',
      path: `${this.#environmentPath(flagKey)}/${state}`,
    });
  }

  async #isKilled(flagKey: string): Promise<boolean> {
    const answer = await this.#api.send<{ tags: Tag[] }>({
      method: 'GET',
      path: this.#tagsPath(flagKey),
    });
    return (answer?.tags ?? []).some(
      ({ type, value }) => type === TAG_TYPE && value === this.#killTag,
    );
  }

  get #killTag(): string {
    return `killed in ${this.#settings.environment}`.slice(0, 50);
  }

  #tagsPath(flagKey: string): string {
    return `/api/admin/features/${encodeURIComponent(flagKey)}/tags`;
  }

  #featurePath(flagKey: string): string {
    const project = encodeURIComponent(this.#settings.project);
    return `/api/admin/projects/${project}/features/${encodeURIComponent(
      flagKey,
    )}`;
  }

  #environmentPath(flagKey: string): string {
    const environment = encodeURIComponent(this.#settings.environment);
    return `${this.#featurePath(flagKey)}/environments/${environment}`;
  }
}

/** A gradual rollout of Unleash for what a wave gives to whom. */
function strategyOf(
  flagKey: string,
  { segment, variant, run, wave }: FlagSetting,
) {
  if (!Number.isInteger(segment.percent)) {
    throw flagFailure(
      'permanent',
      'flagRefused',
      `segment.percent: found ${segment.percent}, accepted by Unleash is a whole number from 1 to 100`,
    );
  }
  return {
    name: 'flexibleRollout',
    title: ownerText({ run, wave }),
    disabled: false,
    constraints: constraintsOf(segment),
    parameters: {
      rollout: String(segment.percent),
      stickiness: 'default',
      groupId: flagKey,
    },
    variants:
      variant === undefined
        ? []
        : [
            {
              name: variant,
              weight: 1000,
              weightType: 'variable',
              stickiness: 'default',
            },
          ],
    segments: [],
  };
}

function constraintsOf({ regions, plans, customers }: Segment) {
  const sides: [string, string[]][] = [
    ['region', regions],
    ['plan', plans],
    ['customer', customers],
  ];
  return sides
    .filter(([, values]) => values.length > 0)
    .map(([contextName, values]) => ({
      contextName,
      operator: 'IN',
      values,
      caseInsensitive: false,
      inverted: false,
    }));
}
