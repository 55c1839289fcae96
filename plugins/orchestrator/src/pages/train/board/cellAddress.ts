/** Which cell of the board is meant. */
export interface CellAddress {
  part: string;
  gate: string;
  criterion: string;
}

/** A cell as it stands in the query of the address. */
export function cellText({ part, gate, criterion }: CellAddress): string {
  return `${part}/${gate}/${criterion}`;
}

/** Reads what `cellText` has written; undefined where it is something else. */
export function parseCell(text: string | undefined): CellAddress | undefined {
  const [part, gate, criterion, more] = (text ?? '').split('/');
  return part && gate && criterion && more === undefined
    ? { part, gate, criterion }
    : undefined;
}
