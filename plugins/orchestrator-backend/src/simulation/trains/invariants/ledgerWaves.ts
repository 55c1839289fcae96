import type { TrainEvent } from '@backstage-orchestrator/plugin-orchestrator-common';

/** A wave. */
export interface LedgerWave {
  status: string;
  /** What it does while a verdict or a rollback is waited for. */
  before?: string;
  soakUntil?: string;
  /** Products that it goes without. */
  leftBehind?: string[];
}

type Waves = Map<string, LedgerWave>;

/** Notes what becomes of a wave, rollbacks apart. */
export function noteWave(waves: Waves, event: TrainEvent): void {
  const status = {
    'wave.analysisStarted': 'analysing',
    'wave.verdictAsked': 'awaitingVerdict',
    'wave.halted': 'halted',
    'wave.finished': 'done',
    'wave.skipped': 'skipped',
  }[event.type as string];
  const { id } = event.data as { id: string };
  if (event.type === 'wave.started' || event.type === 'wave.resumed') {
    waves.set(id, {
      status: 'activating',
      leftBehind: event.data.leftBehind,
    });
  } else if (event.type === 'wave.soakStarted') {
    putWave(waves, id, 'soaking', event.data.until);
  } else if (status !== undefined) {
    putWave(waves, id, status);
  } else if (event.type === 'wave.verdictGiven') {
    putWave(waves, id, waves.get(id)?.before ?? 'activating');
  }
}

/** Notes the status of a wave, and what it comes back to. */
export function putWave(
  waves: Waves,
  id: string,
  status: string,
  soakUntil?: string,
): void {
  const known = waves.get(id);
  const holds = ['rollingBack', 'awaitingVerdict'];
  waves.set(id, {
    status,
    soakUntil,
    leftBehind: known?.leftBehind,
    before:
      holds.includes(status) && known?.status !== status
        ? known?.status
        : known?.before,
  });
}
