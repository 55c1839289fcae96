import {
  IN_FLIGHT_STATUSES,
  type TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { playOut, type SimulateOptions, type Simulation } from './playOut';
import type { Scenario } from './Scenario';
import { VirtualPeople } from './VirtualPeople';
import { SweepWorld } from './SweepWorld';

/** In these, what people do with a change is followed. */
const OBSERVED_STATUSES: TargetStatus[] = [
  'open',
  'merged',
  'declined',
  'reverting',
  'reverted',
];

/** Runs one sweep in a world of its own, until it has ended or an invariant is broken. */
export function simulateSweep(
  scenario: Scenario,
  options: SimulateOptions = {},
): Promise<Simulation> {
  const world = new SweepWorld(scenario, options.broken?.sweep);
  const people = new VirtualPeople(world, scenario.seed);
  return playOut(
    {
      scenario,
      world,
      people,
      invariant: 'everyRunEnds',
      settle: pending => (pending instanceof Promise ? pending : undefined),
      hasEnded: () => hasEnded(world, people.runId),
      stateOf: () => stateOf(world, people.runId),
    },
    options,
  );
}

/** Its targets are at rest, nothing is queued, and everybody was told. */
function hasEnded(world: SweepWorld, runId: string | undefined): boolean {
  const { runs, queue, outbox } = world.database.tables;
  const run = runs.get(runId ?? '');
  return (
    (run?.status === 'finished' || run?.status === 'cancelled') &&
    queue.size === 0 &&
    outbox.size === 0 &&
    world.database.tables
      .targetsOf(run.id)
      .every(
        ({ status, change, revert }) =>
          !IN_FLIGHT_STATUSES.includes(status) &&
          [change, revert].every(
            known =>
              known === undefined ||
              !OBSERVED_STATUSES.includes(status) ||
              world.host.get(known.id)?.state === known.state,
          ),
      )
  );
}

function stateOf(world: SweepWorld, runId: string | undefined): string {
  const { runs, queue } = world.database.tables;
  const run = runs.get(runId ?? '');
  const targets = world.database.tables
    .targetsOf(run?.id ?? '')
    .map(({ id, status, change, revert }) =>
      [
        `${id} ${status}`,
        ...[change, revert].flatMap(known =>
          known
            ? `(${known.id} ${known.state}, really ${
                world.host.get(known.id)?.state
              })`
            : [],
        ),
      ].join(' '),
    );
  return run
    ? `${run.id} is still ${run.status}, with ${
        queue.size
      } items queued: ${targets.join(', ')}`
    : 'The run was never created';
}
