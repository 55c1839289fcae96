import {
  evolveRun,
  evolveTarget,
  type RunEvent,
  type RunState,
  type TargetEvent,
  type TargetState,
  type TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { MemoryEvent } from '../MemoryTables';

/** A run as its events tell it, folded apart from what the commands have written. */
export class Shadow {
  run: RunState | undefined;
  readonly targets = new Map<string, TargetState>();

  apply(event: MemoryEvent): void {
    const place = {
      runId: event.runId,
      version: event.version,
      occurredAt: event.cause.occurredAt,
    };
    if (event.targetId === undefined) {
      this.run = evolveRun(this.run, newEvent<RunEvent>(event), place);
    } else {
      this.targets.set(
        event.targetId,
        evolveTarget(
          this.targets.get(event.targetId),
          newEvent<TargetEvent>(event),
          place,
        ),
      );
    }
  }

  count(
    statuses: readonly TargetStatus[],
    test: (target: TargetState) => boolean = () => true,
  ): number {
    let count = 0;
    for (const target of this.targets.values()) {
      if (statuses.includes(target.status) && test(target)) {
        count += 1;
      }
    }
    return count;
  }
}

function newEvent<TEvent extends RunEvent | TargetEvent>(
  event: MemoryEvent,
): TEvent {
  return { type: event.type, data: event.data } as TEvent;
}
