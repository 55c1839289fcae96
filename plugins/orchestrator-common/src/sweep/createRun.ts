import type { RunEvent, TargetEvent } from '../events';
import type { Actor, TargetDescription } from '../model';
import type { SweepManifest } from '../manifest';

/** What a new run is made of. @public */
export interface NewRun {
  id: string;
  manifest: SweepManifest;
  /** The manifest as text, if it was handed in as text. */
  source?: string;
  changeDigest: string;
  createdBy: Actor;
  /** Do the dry run at once. */
  dryRun: boolean;
  targets: TargetDescription[];
}

/** First events of a run and of its targets. @public */
export function createRun(run: NewRun): {
  run: RunEvent[];
  targets: { id: string; events: TargetEvent[] }[];
} {
  const { targets, ...created } = run;
  return {
    run: [
      { type: 'run.created', data: { ...created, kind: 'Sweep' } },
      {
        type: 'run.planned',
        data: {
          revision: 1,
          targets: targets.length,
          problems: targets.filter(target => target.problems.length > 0).length,
        },
      },
    ],
    targets: targets.map(target => ({
      id: target.id,
      events: [{ type: 'target.discovered', data: target }],
    })),
  };
}
