import type { Knex } from 'knex';
import { isoNow, type Clock } from '../clock';
import { readRun } from '../store/reads';
import type { Request, RunService } from './RunService';
import { windowTimer, type Timers } from './timers';

/** Lets a run go on if its window is open by now; looks again later where it is not. */
export async function checkClosedWindow(
  trx: Knex.Transaction,
  runId: string,
  tools: { clock: Clock; runs: RunService; timers: Timers },
  request: Request,
): Promise<void> {
  await tools.runs.within(trx, runId, { type: 'checkWindow' }, request);
  const run = await readRun(trx, runId);
  if (run?.closedWindow) {
    await tools.timers.set(
      trx,
      windowTimer(runId, run.closedWindow.opensAt, isoNow(tools.clock)),
    );
  }
}
