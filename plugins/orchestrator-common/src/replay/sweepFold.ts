import type { RunEvent, TargetEvent } from '../events';
import type { RunState, TargetState } from '../model';
import { evolveRun, evolveTarget } from '../sweep';
import type { Fold } from './Replay';
import type { KnowsEvent, ReplayEvent, ReplayGaps } from './types';

/** A sweep and its targets after some of their events. @public */
export interface SweepMoment extends ReplayGaps {
  /** Undefined before the first event. */
  run?: RunState;
  targets: Map<string, TargetState>;
}

/**
 * Folds the events of a sweep as its decisions do. Events of other types are counted and left out.
 *
 * @param knows - which types of events can be applied
 * @public
 */
export function sweepFold(knows: KnowsEvent): Fold<SweepMoment, ReplayEvent> {
  return {
    begin: () => ({ targets: new Map(), unread: 0 }),
    copy: moment => ({ ...moment, targets: new Map(moment.targets) }),
    apply: (moment, { targetId, type, data, ...place }) => {
      if (!knows(type)) {
        moment.unread += 1;
      } else if (targetId === undefined) {
        moment.run = evolveRun(moment.run, { type, data } as RunEvent, place);
      } else {
        moment.targets.set(
          targetId,
          evolveTarget(
            moment.targets.get(targetId),
            { type, data } as TargetEvent,
            place,
          ),
        );
      }
    },
  };
}
