import { coupledProducts } from '../dependencies';
import type { TrainEvent } from '../events';
import type { TrainState } from '../model';
import { accept, reject, type Decision } from '../sweep/decision';
import { aboard, BEFORE_DEPARTURE } from './trainContext';
import type { TrainCommandOf } from './trainCommands';

/** Decides who is ready, who may be late, and who misses the train. */
export function decidePassenger(
  state: TrainState,
  command: TrainCommandOf<'confirmReady' | 'grantException' | 'dropProduct'>,
): Decision<TrainEvent> {
  const { product: id } = command;
  const passenger = state.passengers.find(candidate => candidate.id === id);
  if (passenger?.standing !== 'aboard') {
    return reject(
      'invalid',
      passenger ? `${id} has left the train` : `The train has no product ${id}`,
    );
  }
  if (!BEFORE_DEPARTURE.includes(state.phase)) {
    return reject(
      'conflict',
      `The train is ${state.phase}: who is aboard is settled`,
    );
  }
  if (command.type === 'dropProduct') {
    return drop(state, command);
  }
  const { milestone, by } = command;
  if (
    !state.plan.milestones.some(one => one.id === milestone && one.deadline)
  ) {
    return reject('invalid', `The train has no deadline ${milestone}`);
  }
  if (command.type === 'grantException') {
    return grant(state, command);
  }
  const owner = ownerOf(state, id);
  if (!isOf(owner, command)) {
    return reject('notAllowed', `${owner} says whether ${id} is ready`);
  }
  // Too late is too late: then it takes an exception, which somebody else grants.
  if (passenger.late.includes(milestone)) {
    return reject(
      'conflict',
      `${id} has missed ${milestone}: it takes an exception to stay aboard`,
    );
  }
  return passenger.ready.some(one => one.milestone === milestone)
    ? accept<TrainEvent>()
    : accept<TrainEvent>({
        type: 'passenger.ready',
        data: { product: id, milestone, by, evidence: command.evidence },
      });
}

/** Whoever asks for an exception, as theirs is the product, does not grant it: whose train it is does. */
function grant(
  state: TrainState,
  command: TrainCommandOf<'grantException'>,
): Decision<TrainEvent> {
  const { product, milestone, by, reason } = command;
  if (reason.trim() === '') {
    return reject('invalid', 'An exception needs its reason');
  }
  const owner = ownerOf(state, product);
  if (isOf(owner, command) && !isOf(state.owner, command)) {
    return reject(
      'notAllowed',
      `${product} is yours, as it is of ${owner}: somebody else has to grant it an exception, such as ${state.owner}, who own the train`,
    );
  }
  return accept<TrainEvent>({
    type: 'passenger.excepted',
    data: { product, milestone, by, reason },
  });
}

/** Nobody's product is a matter of whose train it is. */
function ownerOf({ plan, owner }: TrainState, id: string): string {
  return plan.products.find(product => product.id === id)?.owner ?? owner;
}

function isOf(
  owner: string,
  { by, ownershipRefs }: { by: string; ownershipRefs: string[] },
): boolean {
  return owner === by || ownershipRefs.includes(owner);
}

function drop(
  state: TrainState,
  { product, by, reason, dependents }: TrainCommandOf<'dropProduct'>,
): Decision<TrainEvent> {
  const on = aboard(state);
  const going = coupledProducts(
    on,
    state.plan.edges,
    state.manifest.spec.coupled,
    [product],
  );
  if (going.size > 1 && !dependents) {
    const others = [...going].filter(id => id !== product);
    return reject(
      'conflict',
      `${others.join(
        ', ',
      )} can't go without ${product}: let them miss the train as well, or take the dependency away`,
    );
  }
  return accept<TrainEvent>(
    ...[...going].map(
      (id): TrainEvent => ({
        type: 'passenger.left',
        data: {
          product: id,
          by,
          reason: id === product ? reason : `${product} has left: ${reason}`,
        },
      }),
    ),
  );
}
