import {
  aboard,
  gateIsUsed,
  gatePart,
  productChecks,
  standingOfGate,
  type GateState,
  type ProductState,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { GateBoard } from '../../../data';

/** A gate of the board, without what the viewer may do. */
export type BoardView = Omit<GateBoard, 'sign'>;

/**
 * The go/no-go board as the decisions would see it at an instant.
 *
 * @param train - state of the train at that instant
 * @param products - states of its products, those that have left included
 * @param gates - states of its gates
 * @param now - the instant, ISO 8601: results and waivers grow too old by it
 */
export function boardAt(
  train: TrainState,
  products: ProductState[],
  gates: GateState[],
  now: string,
): BoardView[] {
  const ids = new Set(aboard(train));
  const planned = train.plan.products.filter(({ id }) => ids.has(id));
  return train.manifest.spec.gates.flatMap(gate => {
    const state = gates.find(({ id }) => id === gate.id);
    if (!state) {
      return [];
    }
    const context = {
      now,
      gate,
      planRevision: train.plan.revision,
      strictness: train.plan.strictness,
      authors: train.authors,
      used: gateIsUsed(train, gate.before),
    };
    const own = gatePart(gate, state.criteria, state.version, {
      ...context,
      criticality: 'critical',
    });
    const parts = planned.flatMap(product => {
      const known = products.find(({ id }) => id === product.id);
      return known
        ? [
            gatePart(gate, known.criteria, known.version, {
              ...context,
              product,
              checks: productChecks(train, product.id),
              criticality: product.criticality,
            }),
          ]
        : [];
    });
    const { standing } = standingOfGate(state, {
      ...context,
      owner: train.owner,
      criticality: 'critical',
      products: planned,
      parts: parts.map(({ part }) => part),
    });
    return [
      {
        id: gate.id,
        title: state.title,
        before: state.before,
        status: state.status,
        opensAt: state.opensAt,
        ...(state.expiresAt !== undefined && { expiresAt: state.expiresAt }),
        digest: standing.digest,
        complete: standing.complete,
        goes: standing.goes,
        questions: standing.questions,
        parts: [own, ...parts]
          .filter(({ standings }) => standings.length > 0)
          .map(({ part, standings, subjectDigest }) => ({
            part: part.part,
            subjectDigest,
            cells: standings,
          })),
      },
    ];
  });
}
