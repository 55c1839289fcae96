import { InputError } from '@backstage/errors';
import { parseDuration } from '@backstage-orchestrator/plugin-orchestrator-common';
import { parse } from 'yaml';
import type { ManifestInput } from './sweepManifest';

/**
 * A manifest whose departure is so far from now, since a template can't reckon with time.
 *
 * @param manifest - of a train; its own `departure` or `schedule` is left out
 * @param departureIn - a duration such as `5m`
 * @throws InputError for what is no duration, or no manifest that has a `spec`
 */
export function departsIn(
  manifest: ManifestInput,
  departureIn: string,
  now: Date,
): Record<string, unknown> {
  const inMs = parseDuration(departureIn, 'departureIn');
  const document: unknown =
    typeof manifest === 'string' ? parse(manifest) : manifest;
  if (!isObject(document) || !isObject(document.spec)) {
    throw new InputError(
      'departureIn: accepted together with a manifest that has a spec, whose departure it sets',
    );
  }
  const { schedule: _, ...spec } = document.spec;
  return {
    ...document,
    spec: {
      ...spec,
      departure: new Date(now.getTime() + inMs).toISOString(),
    },
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
