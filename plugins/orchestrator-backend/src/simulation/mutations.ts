import type {
  RateLimit,
  RunState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { RunRecords } from '../runs/RunRecords';
import type { Claim } from '../work/WorkTransport';
import type { MemoryDatabase } from './MemoryDatabase';
import {
  but,
  eventLost,
  fenceIgnored,
  messageLost,
  timerLeft,
  timerLost,
  workLeft,
  workLost,
} from './recordBreaks';
import type { Pacing } from './Scenario';
import { VirtualCodeHost } from './VirtualCodeHost';
import type { Sight } from './VirtualLedger';
import { VirtualSleepingHosts } from './VirtualSleepingHosts';

/** Something that is broken on purpose, from outside of the code that is on trial. */
export interface Mutation {
  /** What commands read and write. */
  records?(records: RunRecords): RunRecords;
  /** The database, once it is there. */
  tables?(database: MemoryDatabase<RunRecords>): void;
  /** What writes are held to. */
  pacing?(pacing: Pacing): Pacing;
  /** What turns are decided on. */
  sight?: Sight;
  sleeping?(now: () => Date): VirtualSleepingHosts;
  host?(): VirtualCodeHost;
  /** Workers do not look whether the run is paused. */
  worksWhilePaused?: boolean;
}

/** A code host that opens a second change for a branch that has one, for a caller that does not look first. */
class ForgetfulCodeHost extends VirtualCodeHost {
  find(): undefined {
    return undefined;
  }
}

/** Hosts that nobody leaves alone. */
class Sleepless extends VirtualSleepingHosts {
  sleepOf(): undefined {
    return undefined;
  }
}

/** What a run has, seen without what is left out. */
function seenAs(
  patch: (state: RunState) => Partial<RunState>,
): Mutation['records'] {
  return but(records => {
    let real: RunState | undefined;
    return {
      loadRun: async id => {
        real = await records.loadRun(id);
        return real && { ...real, ...patch(real) };
      },
      saveRun: (state, isNew) =>
        records.saveRun(
          isNew || !real
            ? state
            : {
                ...state,
                batches: state.batches.map((batch, index) => ({
                  ...batch,
                  approval: real?.batches[index]?.approval ?? batch.approval,
                })),
              },
          isNew,
        ),
    };
  });
}

/** Counts as they would be without some statuses. */
function countsWithout(...statuses: string[]): Mutation['records'] {
  return but(records => ({
    loadCounts: async (runId, batches) =>
      (await records.loadCounts(runId, batches)).filter(
        ({ status }) => !statuses.includes(status),
      ),
  }));
}

function oneMore(limit: RateLimit): RateLimit {
  return { ...limit, max: limit.max + 1 };
}

/**
 * On-purpose breaks, each with the invariant that is there to find it. They show that the simulation can fail, and
 * are no part of what runs anywhere else.
 */
export const MUTATIONS = {
  fenceIgnored: { records: fenceIgnored },
  /** An item is given to whoever asks, though somebody has it. */
  leaseIgnored: {
    tables: ({ queue, tables }) => {
      const claim = queue.claim.bind(queue);
      queue.claim = (worker, max, now): Claim[] => {
        for (const row of [...tables.queue.values()]) {
          tables.queue.set(row.item.id, { ...row, state: 'ready' });
        }
        return claim(worker, max, now);
      };
    },
  },
  approvalSkipped: {
    records: seenAs(({ batches }) => ({
      batches: batches.map(batch => ({ ...batch, approval: false })),
    })),
  },
  countForgotten: {
    records: but(records => ({
      addCounts: rows =>
        records.addCounts(rows.filter(({ status }) => status !== 'failed')),
    })),
  },
  tooManyAtOnce: {
    records: countsWithout('dryRunQueued', 'applyQueued'),
  },
  failuresNotCounted: { records: countsWithout('failed') },
  dependenciesIgnored: {
    records: but(() => ({ statusesOf: async () => [] })),
  },
  /** The same work twice, under two ids. */
  enqueuedTwice: {
    records: but(records => ({
      enqueue: items =>
        records.enqueue(
          items.flatMap(item => [item, { ...item, id: `${item.id}-again` }]),
        ),
    })),
  },
  workLeft: { records: workLeft },
  workLost: { records: workLost },
  messageLost: { records: messageLost },
  timerLeft: { records: timerLeft },
  timerLost: { records: timerLost },
  eventLost: { records: eventLost },
  /** The row of a target does not keep up with its events. */
  rowStale: {
    records: but(records => ({
      saveTargets: states =>
        records.saveTargets(
          states.map(state =>
            state.attempts.length > 1
              ? { ...state, attempts: state.attempts.slice(0, 1) }
              : state,
          ),
        ),
    })),
  },
  /** What a transaction that failed had put into the queue stays there. */
  rollbackIncomplete: {
    tables: ({ tables }) => {
      tables.queue.restore = () => {};
    },
  },
  limitOffByOne: {
    pacing: pacing => ({
      ...pacing,
      limits: {
        rateLimits: pacing.limits.rateLimits.map(oneMore),
        hosts: Object.fromEntries(
          Object.entries(pacing.limits.hosts).map(([name, host]) => [
            name,
            { ...host, rateLimits: host.rateLimits.map(oneMore) },
          ]),
        ),
      },
    }),
  },
  /** What is under way counts once it has ended. */
  heldNotCounted: {
    sight: rows => rows.filter(({ state }) => state !== 'held'),
  },
  /** What a process that died has sent counts no longer than its permit. */
  deadNotCounted: {
    sight: (rows, now) =>
      rows.filter(({ state, at }) => state !== 'held' || at > now),
  },
  /** Whose a target is does not matter. */
  ownersMixedUp: {
    sight: rows => rows.map(row => ({ ...row, owner: '' })),
  },
  /** A permit counts as one request, however many it is for. */
  requestsNotCounted: {
    sight: rows => rows.map(row => ({ ...row, requests: 1 })),
  },
  sleepIgnored: { sleeping: now => new Sleepless(now) },
  windowsIgnored: { pacing: pacing => ({ ...pacing, windows: [] }) },
  pauseIgnored: { worksWhilePaused: true },
  changesNotFound: { host: () => new ForgetfulCodeHost() },
} satisfies Record<string, Mutation>;

/** Name of a break. */
export type MutationName = keyof typeof MUTATIONS;

/** The invariants of which one is to find each break. */
export const FOUND_BY: Record<MutationName, readonly string[]> = {
  fenceIgnored: ['claimsAreFenced'],
  leaseIgnored: ['oneWorkerAtATime', 'claimsAreFenced', 'workIsWanted'],
  approvalSkipped: ['approvalBeforeBatch'],
  countForgotten: ['tablesAreFold'],
  tooManyAtOnce: ['maxParallel'],
  failuresNotCounted: ['failureLimit'],
  dependenciesIgnored: ['dependenciesFirst'],
  enqueuedTwice: ['workIsWanted'],
  workLeft: ['workIsWanted'],
  workLost: ['workIsQueued'],
  messageLost: ['everythingIsTold'],
  timerLeft: ['timersAreWanted'],
  timerLost: ['timersAreSet'],
  eventLost: ['tablesAreFold', 'gapFreeStreams'],
  rowStale: ['tablesAreFold'],
  rollbackIncomplete: ['everyRunEnds', 'workIsWanted', 'workIsQueued'],
  limitOffByOne: ['rateLimits'],
  heldNotCounted: ['rateLimits', 'hostConcurrency'],
  deadNotCounted: ['rateLimits'],
  ownersMixedUp: ['rateLimits'],
  requestsNotCounted: ['rateLimits'],
  sleepIgnored: ['hostIsLeftAlone'],
  windowsIgnored: ['noWriteInClosedWindow'],
  pauseIgnored: ['noWriteWhilePaused'],
  changesNotFound: ['oneOpenChange'],
};
