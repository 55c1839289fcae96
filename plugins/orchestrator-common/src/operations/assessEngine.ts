import type { WorkStats } from '../api';
import type { DatabaseTroubleName } from '../model';

/** How bad a finding is: to be looked at, or work stands still. @public */
export type EngineLevel = 'well' | 'attention' | 'broken';

/** Something about the engine that an operator should know, worst first. @public */
export interface EngineFinding {
  level: Exclude<EngineLevel, 'well'>;
  code:
    | 'noWorkers'
    | 'laneUnserved'
    | 'workersSilent'
    | 'queueStuck'
    | 'queueSlow'
    | 'outboxStuck'
    | 'timersLate'
    | 'deadLetters'
    | 'trainDeadLetters'
    | 'mixedVersions'
    | `database.${DatabaseTroubleName}`;
  /** How many it is about. */
  count: number;
  /** Since when, where it is known; ISO 8601. */
  since?: string;
}

/** Whether the engine is well, and why not. @public */
export interface EngineAssessment {
  level: EngineLevel;
  findings: EngineFinding[];
}

/** A queue whose oldest item has been ready for longer is slow. */
const SLOW_MS = 5 * 60_000;
/** Ready work that no free worker takes for so long is stuck. */
const STUCK_MS = 60_000;
/** The outbox and timers are looked at every few seconds. */
const LATE_MS = 60_000;
/** What does not go away by itself. */
const LASTING: DatabaseTroubleName[] = ['diskFull', 'readOnly'];

/**
 * Judges by the numbers whether the engine does its work.
 *
 * @remarks
 * The alert rules in `examples/observability` watch the same with Prometheus. `broken` means that work stands still
 * until somebody does something.
 *
 * @public
 */
export function assessEngine(work: WorkStats): EngineAssessment {
  const at = Date.parse(work.at);
  const olderThan = (time: string | undefined, ms: number) =>
    time !== undefined && at - Date.parse(time) > ms;
  const alive = work.workers.filter(({ state }) => state === 'alive');
  const working = alive.filter(({ slots }) => slots > 0);
  const silent = work.workers.filter(({ state }) => state === 'silent');
  const findings: EngineFinding[] = [];
  const find = (
    level: EngineFinding['level'],
    code: EngineFinding['code'],
    count: number,
    since?: string,
  ) => findings.push({ level, code, count, ...(since && { since }) });

  if (working.length === 0) {
    find(
      'broken',
      'noWorkers',
      sumOf(work.lanes, lane => lane.ready),
    );
  }
  for (const lane of work.lanes) {
    const serving = working.filter(({ lanes }) => lanes.includes(lane.lane));
    const isFull = lane.running >= (lane.maxConcurrent ?? Infinity);
    const isFree = serving.some(({ slots, busy }) => slots > busy) && !isFull;
    if (working.length > 0 && serving.length === 0 && lane.ready > 0) {
      find('broken', 'laneUnserved', lane.ready, lane.oldestReadyAt);
    } else if (isFree && olderThan(lane.oldestReadyAt, STUCK_MS)) {
      find('broken', 'queueStuck', lane.ready, lane.oldestReadyAt);
    } else if (olderThan(lane.oldestReadyAt, SLOW_MS)) {
      find('attention', 'queueSlow', lane.ready, lane.oldestReadyAt);
    }
  }
  if (olderThan(work.outbox.oldest, LATE_MS)) {
    find('broken', 'outboxStuck', work.outbox.waiting, work.outbox.oldest);
  }
  if (work.timers.due > 0 && olderThan(work.timers.next, LATE_MS)) {
    find('broken', 'timersLate', work.timers.due, work.timers.next);
  }
  if (silent.length > 0) {
    const [since] = silent.map(({ seenAt }) => seenAt).sort();
    find('attention', 'workersSilent', silent.length, since);
  }
  if (work.deadLetters > 0) {
    find('attention', 'deadLetters', work.deadLetters);
  }
  if (work.trainDeadLetters > 0) {
    find('attention', 'trainDeadLetters', work.trainDeadLetters);
  }
  for (const { trouble, times, since } of work.databaseTroubles ?? []) {
    find(
      LASTING.includes(trouble) ? 'broken' : 'attention',
      `database.${trouble}`,
      times,
      since,
    );
  }
  const versions = new Set(alive.map(({ version }) => version));
  if (versions.size > 1) {
    find('attention', 'mixedVersions', versions.size);
  }
  const [worst] = [...findings].sort(worstFirst);
  return {
    level: worst?.level ?? 'well',
    findings: findings.sort(worstFirst),
  };
}

function worstFirst(a: EngineFinding, b: EngineFinding): number {
  return Number(a.level !== 'broken') - Number(b.level !== 'broken');
}

function sumOf<T>(items: T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
