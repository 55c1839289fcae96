import type { Segment } from '@backstage-orchestrator/plugin-orchestrator-common';
import type {
  FlagOwner,
  FlagProvider,
  FlagProviderState,
  FlagSetting,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Clock } from '../../clock';
import type { LaunchDarklySettings } from '../readFlags';
import { flagFailure, flagKilled, flagNotFound } from './flagFailure';
import { ownerOf, ownerText } from './owner';
import { VendorApi } from './VendorApi';

const SEMANTIC_PATCH =
  'application/json; domain-model=launchdarkly.semanticpatch';
/** Weights of a rollout are thousandths of a percent. */
const WEIGHTS_PER_PERCENT = 1000;
const ALL_WEIGHTS = 100_000;
const CONTEXT_KIND = 'user';

interface Variation {
  _id: string;
  value: unknown;
  name?: string;
}

interface Rule {
  _id: string;
  description?: string;
}

interface LaunchDarklyFlag {
  key: string;
  archived?: boolean;
  tags: string[];
  variations: Variation[];
  environments: Record<
    string,
    | {
        on: boolean;
        rules: Rule[];
        offVariation?: number;
      }
    | undefined
  >;
}

type Environment = NonNullable<LaunchDarklyFlag['environments'][string]>;
type Instruction = { kind: string } & Record<string, unknown>;

/**
 * LaunchDarkly, by semantic patches of its REST API.
 *
 * @remarks
 * A wave has a rule of its own, behind those of people, that is known by its description. A kill turns the flag off in
 * the environment and leaves a tag, so that no later wave turns it on again; it is revived by removing the tag.
 */
export class LaunchDarklyFlagProvider implements FlagProvider {
  readonly name: string;
  readonly #api: VendorApi;
  readonly #settings: LaunchDarklySettings;

  constructor(settings: LaunchDarklySettings, clock: Clock) {
    this.name = settings.name;
    this.#settings = settings;
    this.#api = new VendorApi({ ...settings, clock });
  }

  async set(flagKey: string, setting: FlagSetting): Promise<void> {
    const flag = await this.#mustBe(flagKey);
    if (this.#isKilled(flag)) {
      throw flagKilled(this.name, flagKey);
    }
    const environment = this.#environmentOf(flag);
    const on = onVariation(flag, environment, setting.variant);
    await this.#patch(flagKey, ownerText(setting), [
      ...removals(environment, setting),
      {
        kind: 'addRule',
        description: ownerText(setting),
        clauses: clausesOf(setting.segment),
        ...serves(flag, environment, on, setting.segment.percent),
      },
      ...(environment.on ? [] : [{ kind: 'turnFlagOn' }]),
    ]);
  }

  async unset(flagKey: string, owner: FlagOwner): Promise<void> {
    const flag = await this.#mustBe(flagKey);
    const instructions = removals(this.#environmentOf(flag), owner);
    if (instructions.length > 0) {
      await this.#patch(flagKey, ownerText(owner), instructions);
    }
  }

  async kill(flagKey: string, reason: string, by?: string): Promise<void> {
    const flag = await this.#mustBe(flagKey);
    const comment = by === undefined ? reason : `${reason} (${by})`;
    // Off by itself, before the tag: that is what counts, and a token may not be allowed to tag.
    await this.#patch(flagKey, comment, [{ kind: 'turnFlagOff' }]);
    if (!this.#isKilled(flag)) {
      await this.#patch(flagKey, comment, [
        { kind: 'addTags', values: [this.#killTag] },
      ]);
    }
  }

  async state(flagKey: string): Promise<FlagProviderState | undefined> {
    const flag = await this.#find(flagKey);
    if (!flag) {
      return undefined;
    }
    const { on, rules } = this.#environmentOf(flag);
    return {
      key: flagKey,
      enabled: on,
      killed: this.#isKilled(flag),
      owners: rules.flatMap(({ description }) => ownerOf(description) ?? []),
    };
  }

  async #find(flagKey: string): Promise<LaunchDarklyFlag | undefined> {
    const environment = encodeURIComponent(this.#settings.environment);
    const flag = await this.#api.send<LaunchDarklyFlag>({
      method: 'GET',
      path: `${this.#path(flagKey)}?env=${environment}`,
    });
    return flag?.archived ? undefined : flag;
  }

  async #mustBe(flagKey: string): Promise<LaunchDarklyFlag> {
    const flag = await this.#find(flagKey);
    if (!flag) {
      throw flagNotFound(this.name, flagKey);
    }
    return flag;
  }

  #environmentOf({ key, environments }: LaunchDarklyFlag): Environment {
    const { environment } = this.#settings;
    const found = environments[environment];
    if (!found) {
      throw flagFailure(
        'permanent',
        'flagRefused',
        `${this.name}: found no environment ${environment} of the flag ${key}`,
      );
    }
    return found;
  }

  async #patch(
    flagKey: string,
    comment: string,
    instructions: Instruction[],
  ): Promise<void> {
    await this.#api.send({
      method: 'PATCH',
      path: this.#path(flagKey),
      contentType: SEMANTIC_PATCH,
      body: {
        environmentKey: this.#settings.environment,
        comment,
        instructions,
      },
    });
  }

  #isKilled({ tags }: LaunchDarklyFlag): boolean {
    return tags.includes(this.#killTag);
  }

  /** Tags are of the flag, not of an environment. */
  get #killTag(): string {
    return `killed-in-${this.#settings.environment}`;
  }

  #path(flagKey: string): string {
    const project = encodeURIComponent(this.#settings.project);
    return `/api/v2/flags/${project}/${encodeURIComponent(flagKey)}`;
  }
}

/** The rules of a wave go: there is one, unless two were added at the same time. */
function removals({ rules }: Environment, owner: FlagOwner): Instruction[] {
  const text = ownerText(owner);
  return rules
    .filter(({ description }) => description === text)
    .map(({ _id }) => ({ kind: 'removeRule', ruleId: _id }));
}

function clausesOf({ regions, plans, customers }: Segment) {
  const sides: [string, string[]][] = [
    ['region', regions],
    ['plan', plans],
    ['customer', customers],
  ];
  const clauses = sides
    .filter(([, values]) => values.length > 0)
    .map(([attribute, values]) => clause(attribute, 'in', values));
  // A rule must have a clause; every key starts with nothing.
  return clauses.length > 0 ? clauses : [clause('key', 'startsWith', [''])];
}

function clause(attribute: string, op: string, values: string[]) {
  return { contextKind: CONTEXT_KIND, attribute, op, values, negate: false };
}

function serves(
  flag: LaunchDarklyFlag,
  environment: Environment,
  on: Variation,
  percent: number,
) {
  if (percent === 100) {
    return { variationId: on._id };
  }
  const off = flag.variations[environment.offVariation ?? -1];
  if (!off) {
    throw flagFailure(
      'permanent',
      'flagRefused',
      `The flag ${flag.key} has no off variation, which those would get who are not among the ${percent} %`,
    );
  }
  const weight = Math.round(percent * WEIGHTS_PER_PERCENT);
  return {
    rolloutContextKind: CONTEXT_KIND,
    rolloutWeights: { [on._id]: weight, [off._id]: ALL_WEIGHTS - weight },
  };
}

/** The variation of that name or value; left out: the one beside the off variation. */
function onVariation(
  { key, variations }: LaunchDarklyFlag,
  { offVariation }: Environment,
  variant: string | undefined,
): Variation {
  const others = variations.filter((_, index) => index !== offVariation);
  const found =
    variant === undefined
      ? others.find(({ value }) => value === true) ??
        (others.length === 1 ? others[0] : undefined)
      : variations.find(
          ({ name, value }) => name === variant || String(value) === variant,
        );
  if (!found) {
    throw flagFailure(
      'permanent',
      'flagRefused',
      `variant: found ${
        variant === undefined ? 'nothing' : `"${variant}"`
      }, accepted by the flag ${key} is one of ${variations
        .map(({ name, value }) => name ?? String(value))
        .join(', ')}`,
    );
  }
  return found;
}
