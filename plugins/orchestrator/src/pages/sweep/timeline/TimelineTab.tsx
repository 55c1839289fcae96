import type { RunDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { Timeline } from '../../../components/timeline';

/** Everything that happened to the sweep and its targets. */
export function TimelineTab({ run }: { run: RunDetail }) {
  return <Timeline runId={run.id} />;
}
