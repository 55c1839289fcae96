import type { ProductState } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { HostTurn, TurnQueries } from '../pacing';

/**
 * Products with the turns that their steps expect now. A step's events say what it waits for, and when that changes;
 * its turn moves with everybody who comes and goes, and is in the queue.
 */
export async function withTurns(
  queries: Pick<TurnQueries, 'ofWork'>,
  trainId: string,
  products: ReadonlyMap<string, ProductState>,
): Promise<Map<string, ProductState>> {
  const waiting = [...products.values()].flatMap(({ activations }) =>
    activations.flatMap(({ steps }) =>
      steps.flatMap(({ status, failure, workId }) =>
        status === 'running' && failure?.class === 'rateLimited' && workId
          ? [workId]
          : [],
      ),
    ),
  );
  const turns = await queries.ofWork(trainId, waiting);
  return new Map(
    [...products].map(([id, product]) => [id, expecting(product, turns)]),
  );
}

function expecting(
  product: ProductState,
  turns: ReadonlyMap<string, HostTurn>,
): ProductState {
  return {
    ...product,
    activations: product.activations.map(activation => ({
      ...activation,
      steps: activation.steps.map(step => {
        const turn = turns.get(step.workId ?? '');
        return turn ? { ...step, retryAt: turn.at } : step;
      }),
    })),
  };
}
