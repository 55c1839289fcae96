import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  validateVersionRange,
  type NeededContract,
} from '@backstage-orchestrator/plugin-orchestrator-common';

/**
 * Reads the annotation `orchestrator/needs`. What can't be read counts as a need of an unknown version, so that a
 * mistyped range never passes for "anything goes".
 */
export function parseNeeds(text: string | undefined): NeededContract[] {
  return (text ?? '')
    .split(',')
    .map(need => need.trim())
    .filter(need => need !== '')
    .flatMap(need => {
      const at = need.indexOf('@');
      const api = refOf(at < 0 ? need : need.slice(0, at));
      if (api === undefined) {
        return [];
      }
      const range = at < 0 ? undefined : need.slice(at + 1).trim();
      return [range !== undefined && isRange(range) ? { api, range } : { api }];
    });
}

function refOf(text: string): string | undefined {
  try {
    return stringifyEntityRef(
      parseEntityRef(text.trim(), {
        defaultKind: 'api',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    return undefined;
  }
}

function isRange(text: string): boolean {
  try {
    validateVersionRange(text);
    return true;
  } catch {
    return false;
  }
}
