import type { TrainState } from '../model';
import { activationOf, type TrainContext } from './trainContext';
import type { TrainAdvance, TrainDirective } from './advanceTrain';

/**
 * The next step of a rollback: the first wave and layer, in the reverse of the activation, that isn't taken back yet.
 *
 * @remarks A product that can't be taken back waits for a person, and everything that stands before it in the order
 * waits with it: what it depends on must not go away beneath it.
 */
export function advanceRollback(
  state: TrainState,
  context: TrainContext,
): TrainAdvance {
  const { rollback } = state;
  for (const wave of rollback?.waves ?? []) {
    const members = state.waves.find(({ id }) => id === wave)?.products ?? [];
    for (const layer of rollback?.layers ?? []) {
      const left = layer.filter(
        id =>
          members.includes(id) &&
          !['pending', 'rolledBack'].includes(
            activationOf(context, wave, id).status,
          ),
      );
      if (left.length > 0) {
        const products = left.filter(id =>
          ['activating', 'active', 'failed'].includes(
            activationOf(context, wave, id).status,
          ),
        );
        const start: TrainDirective[] =
          products.length > 0
            ? [
                {
                  type: 'rollBack',
                  wave,
                  products,
                  reason: rollback?.reason ?? '',
                },
              ]
            : [];
        return { events: [], start };
      }
    }
  }
  const whole = rollback?.whole ?? false;
  return {
    start: [],
    events: [
      { type: 'rollback.finished', data: { whole } },
      ...(whole && state.phase === 'departing'
        ? [
            {
              type: 'train.closingStarted' as const,
              data: { reason: 'The train was rolled back' },
            },
          ]
        : []),
    ],
  };
}
