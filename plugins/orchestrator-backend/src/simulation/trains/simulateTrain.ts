import {
  ENDED_PHASES,
  trainObstacles,
  trainContextOf,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Scenario } from '../Scenario';
import { playOut, type SimulateOptions, type Simulation } from '../playOut';
import { TrainView } from './TrainView';
import { TrainPeople } from './TrainPeople';
import { TrainWorld } from './TrainWorld';

/** Runs one train in a world of its own, until it has ended or an invariant is broken. */
export function simulateTrain(
  scenario: Scenario,
  options: SimulateOptions = {},
): Promise<Simulation> {
  const world = new TrainWorld(scenario, options.broken?.train);
  const people = new TrainPeople(world, scenario.seed);
  return playOut(
    {
      scenario,
      world,
      people,
      invariant: 'everyTrainEnds',
      // Work goes on by itself, over several steps: each of them until nothing moves without time passing.
      settle: () => new Promise(resolve => setImmediate(resolve)),
      hasEnded: () => hasEnded(world, people.runId),
      stateOf: () => stateOf(world, people.runId),
    },
    options,
  );
}

/** It is over, nothing is queued, and everybody was told. */
function hasEnded(world: TrainWorld, runId: string | undefined): boolean {
  const { trains, queue, outbox } = world.database.tables;
  const train = trains.get(runId ?? '');
  return (
    train !== undefined &&
    ENDED_PHASES.includes(train.phase) &&
    queue.size === 0 &&
    outbox.size === 0
  );
}

function stateOf(world: TrainWorld, runId: string | undefined): string {
  const { trains, products, queue } = world.database.tables;
  const train = trains.get(runId ?? '');
  if (!train) {
    return 'The train was never created';
  }
  const waves = train.waves.map(({ id, status }) => `${id} ${status}`);
  const steps = [...products.values()].flatMap(({ id, activations }) =>
    activations.map(({ wave, status }) => `${id} ${status} in ${wave}`),
  );
  const view = new TrainView(world.database.tables, train, world.now());
  const obstacles = [
    ...trainObstacles(
      train,
      trainContextOf(view, view.now, world.operatorWindows),
    ).map(({ message }) => message),
    ...view.board.flatMap(({ standing }) => standing.questions),
  ];
  return `${train.id} is still ${train.phase}, with ${
    queue.size
  } items queued: ${[...waves, ...steps, ...obstacles].join(', ')}`;
}
