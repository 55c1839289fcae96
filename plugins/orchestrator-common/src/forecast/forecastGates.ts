import type { CriterionKind } from '../manifest';
import {
  gateIsUsed,
  trainBoard,
  type GateBoard,
  type TrainParts,
} from '../train';
import type { ForecastGate } from './trainTypes';

/** Gates that something still waits for, as the board of a train shows them. Rule: semantics, section 3. */
export function forecastGates(parts: TrainParts, now: string): ForecastGate[] {
  return trainBoard(parts, now)
    .filter(
      ({ gate, state }) =>
        state.status !== 'go' && !gateIsUsed(parts.train, gate.before),
    )
    .map(board => forecastGate(board, now));
}

function forecastGate(board: GateBoard, now: string): ForecastGate {
  const { gate, state, standing } = board;
  const kinds = new Set<CriterionKind>();
  const sweeps = new Set<string>();
  let signedParts = false;
  for (const { cells } of board.parts) {
    const open = cells.filter(({ blocks }) => blocks);
    // A signature is on what the other criteria of its part say: when they change, it is asked for again.
    signedParts ||=
      open.length > 0 && cells.some(({ kind }) => kind === 'signOff');
    for (const { kind, criterion } of open) {
      const sweep = gate.criteria.find(({ id }) => id === criterion)?.sweep;
      if (sweep) {
        sweeps.add(sweep.name);
      } else if (kind !== 'signOff') {
        kinds.add(kind);
      }
    }
  }
  const openedAt = openSince(board, now);
  const settled = board.parts
    .flatMap(({ cells }) => cells)
    .flatMap(({ blocks, at }) => (blocks || at === undefined ? [] : at));
  return {
    id: gate.id,
    title: state.title,
    before: gate.before,
    opensAt: state.opensAt,
    ...(openedAt !== undefined && { openedAt }),
    kinds: [...kinds],
    sweeps: [...sweeps],
    signedParts,
    signed:
      gate.signOffs.length > 0 &&
      (!standing.complete || standing.rules.some(({ holds }) => !holds)),
    ...(openedAt !== undefined &&
      kinds.size + sweeps.size === 0 && {
        completeSince: [openedAt, ...settled].sort().at(-1),
      }),
  };
}

/** A NO-GO is taken as opened again now. */
function openSince({ state }: GateBoard, now: string): string | undefined {
  return state.status === 'noGo' ? now : state.openedAt;
}
