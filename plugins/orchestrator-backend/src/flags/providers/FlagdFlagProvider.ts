import { parse as parseJson, type ParseError } from 'jsonc-parser';
import { parse as parseYaml } from 'yaml';
import type {
  FlagOwner,
  FlagProvider,
  FlagProviderState,
  FlagSetting,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { editJson } from '../../steps/editJson';
import { editYaml } from '../../steps/editYaml';
import { toPointer } from '../../steps/pointers';
import { flagFailure, flagKilled, flagNotFound } from './flagFailure';
import {
  conditionsOf,
  joinTargeting,
  splitTargeting,
  type FlagdRule,
} from './flagdTargeting';
import type { GitFile } from './GitFile';
import { ownerText } from './owner';

interface FlagdFlag {
  state: 'ENABLED' | 'DISABLED';
  variants: Record<string, unknown>;
  defaultVariant?: string;
  targeting?: unknown;
}

/**
 * A file of flagd in a git repository.
 *
 * @remarks
 * Each change is a commit that touches the lines it is about; comments and form stay. Waves' rules come before those of
 * people. A kill sets `state: DISABLED`, which makes clients take the default of their code; no later wave enables it.
 */
export class FlagdFlagProvider implements FlagProvider {
  readonly name: string;
  readonly #file: Pick<GitFile, 'read' | 'edit'>;
  readonly #isYaml: boolean;

  constructor(options: {
    name: string;
    path: string;
    file: Pick<GitFile, 'read' | 'edit'>;
  }) {
    this.name = options.name;
    this.#file = options.file;
    this.#isYaml = !options.path.endsWith('.json');
  }

  async set(flagKey: string, setting: FlagSetting): Promise<void> {
    await this.#file.edit(
      `Turn ${flagKey} on for ${ownerText(setting)}\n`,
      text => {
        const flag = this.#mustBe(text, flagKey);
        if (flag.state === 'DISABLED') {
          throw flagKilled(this.name, flagKey);
        }
        const { run, wave } = setting;
        const rule: FlagdRule = {
          owner: { run, wave },
          conditions: conditionsOf(setting.segment),
          variant: onVariant(flagKey, flag, setting.variant),
        };
        const { rules, rest } = splitTargeting(flag.targeting);
        const isOwn = (other: FlagdRule) => isOf(other, setting);
        return this.#withTargeting(
          text,
          flagKey,
          joinTargeting(
            rules.some(isOwn)
              ? rules.map(other => (isOwn(other) ? rule : other))
              : [...rules, rule],
            rest,
          ),
        );
      },
    );
  }

  async unset(flagKey: string, owner: FlagOwner): Promise<void> {
    await this.#file.edit(
      `Turn ${flagKey} off for ${ownerText(owner)}\n`,
      text => {
        const { targeting } = this.#mustBe(text, flagKey);
        const { rules, rest } = splitTargeting(targeting);
        const others = rules.filter(rule => !isOf(rule, owner));
        return others.length === rules.length
          ? text
          : this.#withTargeting(text, flagKey, joinTargeting(others, rest));
      },
    );
  }

  async kill(flagKey: string, reason: string, by?: string): Promise<void> {
    const who = by === undefined ? '' : `\n\nKilled-by: ${by}`;
    await this.#file.edit(`Kill ${flagKey}\n\n${reason}${who}\n`, text => {
      this.#mustBe(text, flagKey);
      return this.#edit(text, {
        set: { [toPointer(['flags', flagKey, 'state'])]: 'DISABLED' },
      });
    });
  }

  async state(flagKey: string): Promise<FlagProviderState | undefined> {
    const flag = this.#find(await this.#file.read(), flagKey);
    const enabled = flag?.state !== 'DISABLED';
    return (
      flag && {
        key: flagKey,
        enabled,
        killed: !enabled,
        owners: splitTargeting(flag.targeting).rules.map(({ owner }) => owner),
      }
    );
  }

  #withTargeting(text: string, flagKey: string, targeting: unknown): string {
    const pointer = toPointer(['flags', flagKey, 'targeting']);
    return this.#edit(
      text,
      targeting === undefined
        ? { delete: [pointer] }
        : { set: { [pointer]: targeting } },
    );
  }

  #edit(
    text: string,
    given: { set?: Record<string, unknown>; delete?: string[] },
  ): string {
    const edit = { set: {}, delete: [], merge: {}, ...given };
    return this.#isYaml ? editYaml(text, edit) : editJson(text, edit);
  }

  #mustBe(text: string, flagKey: string): FlagdFlag {
    const flag = this.#find(text, flagKey);
    if (!flag) {
      throw flagNotFound(this.name, flagKey);
    }
    return flag;
  }

  #find(text: string, flagKey: string): FlagdFlag | undefined {
    let document: { flags?: Record<string, FlagdFlag> };
    try {
      document = this.#isYaml ? parseYaml(text) : readJson(text);
    } catch (error) {
      throw flagFailure(
        'permanent',
        'fileUnreadable',
        `${this.name}: the file can't be read: ${error}`,
        { cause: error },
      );
    }
    const flags = document?.flags ?? {};
    return Object.hasOwn(flags, flagKey) ? flags[flagKey] : undefined;
  }
}

/** JSON as editors take it: with comments and trailing commas. */
function readJson(text: string) {
  const errors: ParseError[] = [];
  const value = parseJson(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) {
    throw new Error(`it is no JSON at character ${errors[0].offset}`);
  }
  return value;
}

function isOf({ owner }: FlagdRule, { run, wave }: FlagOwner): boolean {
  return owner.run === run && owner.wave === wave;
}

/** The variant that stands for on. */
function onVariant(
  flagKey: string,
  { variants, defaultVariant }: FlagdFlag,
  asked: string | undefined,
): string {
  const names = Object.keys(variants ?? {});
  const others = names.filter(name => name !== defaultVariant);
  const found =
    asked ?? (others.length === 1 ? others[0] : others.find(n => n === 'on'));
  if (found === undefined || !names.includes(found)) {
    throw flagFailure(
      'permanent',
      'flagRefused',
      `variant: found ${
        asked === undefined ? 'nothing' : `"${asked}"`
      }, accepted by the flag ${flagKey} is one of ${names.join(', ')}`,
    );
  }
  return found;
}
