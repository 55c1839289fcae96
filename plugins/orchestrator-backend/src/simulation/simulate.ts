import {
  IN_FLIGHT_STATUSES,
  type TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Violation } from './invariants/Invariants';
import type { Mutation } from './mutations';
import { START, type Scenario } from './Scenario';
import { VirtualPeople } from './VirtualPeople';
import { World } from './World';

/** A run that has not come to its end after so many steps in peace never will. */
const MAX_CALM_STEPS = 4_000;
const MAX_STEPS = 20_000;

/** In these, what people do with a change is followed. */
const OBSERVED_STATUSES: TargetStatus[] = [
  'open',
  'merged',
  'declined',
  'reverting',
  'reverted',
];

/** How a simulation went. */
export interface Simulation {
  scenario: Scenario;
  violation?: Violation;
  /** What went wrong on the way, in order. */
  happened: string[];
  steps: number;
  events: number;
  /** The steps, where they were asked for. */
  trace: string[];
}

/** Settings of one simulation. */
export interface SimulateOptions {
  /** Something that is broken on purpose. */
  mutation?: Mutation;
  /** Keep what was done, step by step. */
  trace?: boolean;
}

/**
 * Runs one sweep in a world of its own, until it has ended or an invariant is broken.
 *
 * @returns the same for the same scenario, always
 */
export async function simulate(
  scenario: Scenario,
  options: SimulateOptions = {},
): Promise<Simulation> {
  const world = new World(scenario, options.mutation);
  const people = new VirtualPeople(world, scenario.seed);
  const chaosEndsAt = START + world.setting.chaosMs;
  const trace: string[] = [];
  let steps = 0;
  let calmSince: number | undefined;
  people.begin();
  while (world.invariants.violation === undefined) {
    const next = world.agenda.next();
    if (!next) {
      world.invariants.violated('everyRunEnds', 'Nothing happens any more');
      break;
    }
    steps += 1;
    if (options.trace) {
      trace.push(`${world.now()} ${next.what}`);
    }
    const pending = next.task();
    if (pending) {
      await pending;
    }
    world.invariants.afterStep();
    if (calmSince === undefined && isOver(world, chaosEndsAt, steps)) {
      calmSince = steps;
      world.interventions.calmDown();
      people.seeThrough();
    }
    if (calmSince !== undefined && hasEnded(world, people.runId)) {
      world.invariants.atEnd();
      break;
    }
    if (calmSince !== undefined && steps - calmSince > MAX_CALM_STEPS) {
      world.invariants.violated('everyRunEnds', stateOf(world, people.runId));
    }
  }
  return {
    scenario,
    violation: world.invariants.violation,
    happened: world.interventions.happened,
    steps,
    events: world.database.tables.events.size,
    trace,
  };
}

function isOver(world: World, chaosEndsAt: number, steps: number): boolean {
  return world.agenda.now >= chaosEndsAt || steps >= MAX_STEPS;
}

/** Its targets are at rest, nothing is queued, and everybody was told. */
function hasEnded(world: World, runId: string | undefined): boolean {
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

function stateOf(world: World, runId: string | undefined): string {
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
