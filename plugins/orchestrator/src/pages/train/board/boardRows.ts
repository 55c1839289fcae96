import {
  TRAIN_PART,
  type TrainManifest,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { GateBoard, TrainSummary } from '../../../data';
import type { BoardColumn, BoardRowData } from './BoardTable';

/** The board as a table: its columns by gate, its rows by product. */
export interface BoardData {
  columns: BoardColumn[];
  gates: { id: string; title: string; columns: number }[];
  rows: BoardRowData[];
}

/**
 * Turns the board of the API into a table.
 *
 * @param wholeTrain - title of the row for what is asked once
 */
export function boardRows(
  board: Pick<GateBoard, 'id' | 'title' | 'parts'>[],
  manifest: Pick<TrainManifest, 'spec'>,
  products: TrainSummary['products'],
  wholeTrain: string,
): BoardData {
  const gates = board.flatMap(gate => {
    const asked = manifest.spec.gates.find(({ id }) => id === gate.id);
    return asked ? [{ gate, criteria: asked.criteria }] : [];
  });
  const columns = gates.flatMap(({ gate, criteria }) =>
    criteria.map(({ id, title }) => ({
      gate: gate.id,
      criterion: id,
      title: title ?? id,
    })),
  );
  const cellsOf = (part: string) => {
    const known = new Map(
      gates.flatMap(({ gate }) =>
        (gate.parts.find(one => one.part === part)?.cells ?? []).map(
          cell => [`${gate.id}/${cell.criterion}`, cell] as const,
        ),
      ),
    );
    return columns.map(({ gate, criterion }) =>
      known.get(`${gate}/${criterion}`),
    );
  };
  const all = [
    { id: TRAIN_PART, title: wholeTrain, cells: cellsOf(TRAIN_PART) },
    ...products.map(product => ({
      id: product.id,
      title: product.title,
      product,
      cells: cellsOf(product.id),
    })),
  ];
  return {
    columns,
    gates: gates.map(({ gate, criteria }) => ({
      id: gate.id,
      title: gate.title,
      columns: criteria.length,
    })),
    rows: all.filter(
      ({ id, cells }) =>
        id !== TRAIN_PART || cells.some(cell => cell !== undefined),
    ),
  };
}
