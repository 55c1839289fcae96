import { isoNow, type Clock } from '../clock';
import type { RunRecords } from './RunRecords';
import type { Request, RunService } from './RunService';
import { windowTimer } from './timers';

/** Lets a run go on if its window is open by now; looks again later where it is not. */
export async function checkClosedWindow(
  records: RunRecords,
  runId: string,
  tools: { clock: Clock; runs: RunService },
  request: Request,
): Promise<void> {
  await tools.runs.within(records, runId, { type: 'checkWindow' }, request);
  const run = await records.loadRun(runId);
  if (run?.closedWindow) {
    await records.setTimer(
      windowTimer(runId, run.closedWindow.opensAt, isoNow(tools.clock)),
    );
  }
}
