import type { Segment } from '@backstage-orchestrator/plugin-orchestrator-common';

/** The wave of a train that a flag is set for: a flag system keeps one rule for each. @public */
export interface FlagOwner {
  /** Id of the run. */
  run: string;
  /** Id of the wave. */
  wave: string;
}

/** What a wave gives to whom. @public */
export interface FlagSetting extends FlagOwner {
  segment: Segment;
  /** Left out: the one that stands for on. */
  variant?: string;
  /** Entity reference of who has asked for it; left out where it follows by itself. */
  by?: string;
}

/** What a flag system says of a flag. @public */
export interface FlagProviderState {
  key: string;
  /** Whether its rules are looked at at all. */
  enabled: boolean;
  /** Whether somebody has used the kill switch. */
  killed: boolean;
  /** Waves that have a rule. */
  owners: FlagOwner[];
}

/**
 * A system of feature flags that waves of trains turn on and off.
 *
 * @remarks
 * Every method may be called again with the same arguments after a crash and must then do nothing twice. A flag that was
 * killed stays killed until a person revives it in that system: `set` then fails with the code `flagKilled`.
 * Errors: throw a {@link FailureError}, so that retries follow its class; `flagNotFound` (permanent) where there is no
 * such flag.
 *
 * @public
 */
export interface FlagProvider {
  /** The word that configuration and manifests name it by. */
  readonly name: string;
  /** Gives a segment a variant; the earlier rule of the same wave is replaced. */
  set(flagKey: string, setting: FlagSetting): Promise<void>;
  /** Takes the rule of a wave away; nothing happens where there is none. */
  unset(flagKey: string, owner: FlagOwner & { by?: string }): Promise<void>;
  /** Turns a flag off for everybody. */
  kill(flagKey: string, reason: string, by?: string): Promise<void>;
  /** @returns undefined where there is no such flag */
  state(flagKey: string): Promise<FlagProviderState | undefined>;
}
