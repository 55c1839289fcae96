import { InputError } from '@backstage/errors';
import type { Knex } from 'knex';

/** A page of a list, and where the next one begins. */
export interface Page<T> {
  items: T[];
  nextCursor?: string;
  totalItems: number;
}

/** Values of the columns that a list is ordered by, of the last row of a page. */
export type Cursor = (string | number)[];

/** Makes a cursor opaque: what is in it is nobody's business but ours. */
export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor), 'utf8').toString('base64url');
}

/**
 * Reads a cursor that a page before has given.
 *
 * @param length - number of values that it must have
 * @throws InputError for anything else
 */
export function decodeCursor(
  text: string | undefined,
  length: number,
): Cursor | undefined {
  if (text === undefined) {
    return undefined;
  }
  try {
    const cursor: unknown = JSON.parse(
      Buffer.from(text, 'base64url').toString('utf8'),
    );
    if (
      Array.isArray(cursor) &&
      cursor.length === length &&
      cursor.every(value => ['string', 'number'].includes(typeof value))
    ) {
      return cursor;
    }
  } catch {
    // Falls through to the one sentence for all that is no cursor.
  }
  throw new InputError(
    `cursor: found ${JSON.stringify(
      text.slice(0, 40),
    )}; accepted is the nextCursor of the page before`,
  );
}

/**
 * Reads a page and the number of all that match, at the same time.
 *
 * @param matching - what is counted; it is not changed
 */
export async function countedPage<TRow>(
  matching: Knex.QueryBuilder,
  page: PromiseLike<TRow[]>,
): Promise<{ total: number; rows: TRow[] }> {
  const [[{ total }], rows]: [{ total: number | string }[], TRow[]] =
    await Promise.all([matching.clone().count({ total: '*' }), page]);
  return { total: Number(total), rows };
}

type Modify = (query: Knex.QueryBuilder) => void;

/** A list of a read table. */
export interface Listing {
  database: Knex;
  table: string;
  matching: Modify;
  order: Modify;
  /** Goes on after a page. */
  after?: Modify;
  limit: number;
  columns: readonly string[];
}

/** Reads a page of a list and the number of all that match, at the same time. */
export async function listedPage<TRow>({
  database,
  table,
  matching,
  order,
  after,
  limit,
  columns,
}: Listing): Promise<{ total: number; rows: TRow[] }> {
  const all = database(table).modify(matching);
  const page: PromiseLike<any> = all
    .clone()
    .modify(after ?? (() => {}))
    .modify(order)
    .limit(limit)
    .select(columns);
  return countedPage<TRow>(all, page);
}

/** What comes after a place in a list that is ordered by two columns, rising (`>`) or falling (`<`). */
export function beyond(
  [first, second]: readonly [string, string],
  direction: '<' | '>',
  [value, tie]: Cursor,
): Modify {
  return query => {
    query.andWhere(where =>
      where
        .where(first, direction, value)
        .orWhere(same =>
          same.where(first, value).andWhere(second, direction, tie),
        ),
    );
  };
}

/** Cuts the row off that was read beyond the page to see whether there is a next one. */
export function pageOf<TRow, T>(
  rows: TRow[],
  limit: number,
  totalItems: number,
  toItem: (row: TRow) => T,
  toCursor: (row: TRow) => Cursor,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    nextCursor:
      rows.length > limit && last !== undefined
        ? encodeCursor(toCursor(last))
        : undefined,
    totalItems,
  };
}
