import type { EvidenceLink } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { JsonObject } from '@backstage/types';

/**
 * What a policy answers.
 *
 * @remarks `allow: undefined`: the policy has no opinion on this input.
 * @public
 */
export interface PolicyAnswer {
  allow: boolean | undefined;
  reasons: string[];
  evidence: EvidenceLink[];
}

/** Decides by policies. @public */
export interface PolicyEngine {
  /**
   * Asks a rule.
   *
   * @param path - of the rule, such as `release/allow`
   * @throws Error with a sentence, where there is no answer
   */
  evaluate(
    path: string,
    input: JsonObject,
    options: { signal: AbortSignal },
  ): Promise<PolicyAnswer>;
}
