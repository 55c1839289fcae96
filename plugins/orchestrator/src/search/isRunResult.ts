import type { SearchResult } from '@backstage/plugin-search-common';
import { RUN_DOCUMENT_TYPE } from '@backstage-orchestrator/plugin-orchestrator-common';

/** Whether a result of a search is a run. */
export function isRunResult(result: SearchResult): boolean {
  return result.type === RUN_DOCUMENT_TYPE;
}
