import { createHash } from 'node:crypto';
import { canonicalJson } from '@backstage-orchestrator/plugin-orchestrator-common';

/** A manifest as YAML or JSON text, or as data. */
export type ManifestInput = string | Record<string, unknown>;

/**
 * A key by which a step that is run once more, after a crash or by a retry of its task, finds the run that it
 * started already. It differs between the rounds of an `each`, as their manifests do.
 */
export function idempotencyKey(
  taskId: string,
  stepId: string,
  manifest: ManifestInput,
): string {
  const digest = createHash('sha256')
    .update(canonicalJson(manifest))
    .digest('hex')
    .slice(0, 32);
  return `scaffolder/${taskId.slice(0, 80)}/${stepId.slice(0, 70)}/${digest}`;
}
