/** The ready items of one run, lane and priority, and when the first of them is or was due. */
export interface Head {
  lane: string;
  priority: number;
  runId: string;
  runAt: string;
}

/** How many items to take from one head. */
export interface Share extends Head {
  quota: number;
}

/**
 * Lets runs take turns: start-time fair queueing, in which every item costs its run one unit of virtual time, and the
 * run with the least is next.
 *
 * @remarks
 * A new run, or one that comes back after a pause, starts at the present virtual time: it is served soon, but gets no
 * credit for its absence. Each process counts for itself; because each shares fairly, so do all together, without a
 * row that they would have to write at every claim.
 */
export class RunTurns {
  /** Only runs ahead of the present are remembered: all others stand at the present. */
  readonly #virtualTimes = new Map<string, number>();
  #present = 0;

  /** Shares `max` items out among the runs of the highest priority, oldest first where turns are equal. */
  share(heads: Head[], max: number): Share[] {
    const priority = heads.reduce(
      (highest, head) => Math.max(highest, head.priority),
      -Infinity,
    );
    const runs = groupByRun(heads.filter(head => head.priority === priority));
    const waiting = [...runs].map(([runId, lanes]) => ({
      runId,
      lanes: lanes.sort(byAge).map(head => ({ ...head, quota: 0 })),
      time: this.#timeOf(runId),
      taken: 0,
    }));
    for (let left = max; left > 0 && waiting.length > 0; left -= 1) {
      const next = waiting.reduce((best, run) =>
        run.time < best.time ||
        (run.time === best.time && byAge(run.lanes[0], best.lanes[0]) < 0)
          ? run
          : best,
      );
      next.lanes[next.taken % next.lanes.length].quota += 1;
      next.taken += 1;
      next.time += 1;
    }
    return waiting
      .flatMap(({ lanes }) => lanes)
      .filter(({ quota }) => quota > 0);
  }

  /** Notes whose items were really taken, one entry per item. */
  served(runIds: string[]): void {
    const next = new Map<string, number>();
    let latestStart = this.#present;
    for (const runId of runIds) {
      const start = next.get(runId) ?? this.#timeOf(runId);
      next.set(runId, start + 1);
      latestStart = Math.max(latestStart, start);
    }
    this.#present = latestStart;
    for (const [runId, time] of [...this.#virtualTimes, ...next]) {
      if (time > this.#present) {
        this.#virtualTimes.set(runId, time);
      } else {
        this.#virtualTimes.delete(runId);
      }
    }
  }

  #timeOf(runId: string): number {
    return Math.max(this.#present, this.#virtualTimes.get(runId) ?? 0);
  }
}

function groupByRun(heads: Head[]): Map<string, Head[]> {
  const runs = new Map<string, Head[]>();
  for (const head of heads) {
    runs.set(head.runId, [...(runs.get(head.runId) ?? []), head]);
  }
  return runs;
}

function byAge(a: Head, b: Head): number {
  if (a.runAt !== b.runAt) {
    return a.runAt < b.runAt ? -1 : 1;
  }
  return a.runId < b.runId ? -1 : Number(a.runId > b.runId);
}
