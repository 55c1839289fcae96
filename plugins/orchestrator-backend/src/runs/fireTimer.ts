import { checkClosedWindow } from './checkClosedWindow';
import type { RunRecords } from './RunRecords';
import type { Request } from './RunService';
import type { Timer } from './timers';

/** Does what follows for a run from a timer that is due, in the transaction of the timer. */
export async function fireTimer(
  records: RunRecords,
  { kind, runId, payload: { batch, approvalId } }: Timer,
  tools: Parameters<typeof checkClosedWindow>[2],
  request: Request,
): Promise<void> {
  const { runs } = tools;
  if (kind === 'soak' && batch !== undefined) {
    const command = { type: 'finishSoak', batch } as const;
    await runs.within(records, runId, command, request);
  }
  if (kind === 'window') {
    await checkClosedWindow(records, runId, tools, request);
  }
  if (kind === 'approvalExpiry' && approvalId !== undefined) {
    const command = { type: 'expireApproval', approvalId } as const;
    await runs.within(records, runId, command, request);
  }
}
