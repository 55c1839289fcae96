import type {
  RunSummary,
  SweepDocument,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { labelsOf, textOf } from './documentText';

/** What is found of a sweep. Its targets are thousands at times: they are counted, and found by their entity. */
export function sweepDocument(run: RunSummary): SweepDocument {
  const labels = labelsOf(run);
  return {
    title: run.title,
    text: textOf([
      run.description,
      `Sweep ${run.name} of ${run.owner}, ${run.targets} ${
        run.targets === 1 ? 'target' : 'targets'
      }`,
      ...labels,
    ]),
    location: `/orchestrator/sweeps/${encodeURIComponent(run.id)}`,
    authorization: { resourceRef: run.id },
    kind: run.kind,
    name: run.name,
    state: run.status === 'finished' ? run.outcome ?? run.status : run.status,
    owner: run.owner,
    labels,
  };
}
