import {
  resultOfPolicy,
  type CriterionSpec,
  type ResultDraft,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { PolicyEngine } from '@backstage-orchestrator/plugin-orchestrator-node';
import { isError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';

/**
 * Asks a policy for a criterion.
 *
 * @param engine - absent where none is configured
 * @param facts - what is true of the train; a manifest can add to the input, and change none of these
 * @returns inconclusive where the policy has no opinion: a person has to say
 * @throws the reason of the signal; nothing else
 */
export async function policyResult(
  engine: PolicyEngine | undefined,
  { path, input }: CriterionSpec<'policy'>,
  facts: JsonObject,
  signal: AbortSignal,
): Promise<ResultDraft> {
  if (!engine) {
    return resultOfPolicy(
      {
        error:
          'No policy engine is configured: set orchestrator.policies.opa.url',
      },
      [],
    );
  }
  try {
    const { allow, reasons, evidence } = await engine.evaluate(
      path,
      { ...input, ...facts },
      { signal },
    );
    return allow === undefined
      ? {
          status: 'inconclusive',
          summary: `The policy ${path} says nothing on this`,
          evidence,
          facts: { allow: 'undefined', reasons },
        }
      : resultOfPolicy({ allow, reasons }, evidence);
  } catch (error) {
    signal.throwIfAborted();
    return resultOfPolicy(
      { error: isError(error) ? error.message : String(error) },
      [],
    );
  }
}
