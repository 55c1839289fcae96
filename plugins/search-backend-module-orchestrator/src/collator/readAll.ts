/** Most that the API gives at once. */
const PAGE_SIZE = 500;

/** A page of a list of the API. */
interface Page<T> {
  items: T[];
  nextCursor?: string;
}

/**
 * All items of a list, page after page: the next one is asked for when the last one is used up.
 *
 * @remarks
 * Each comes once. A list whose order follows the state of its items shows one twice that changes in between, and an
 * engine on PostgreSQL would keep both.
 */
export async function* readAll<T extends { id: string }>(
  readPage: (query: { cursor?: string; limit: number }) => Promise<Page<T>>,
): AsyncGenerator<T> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const page: Page<T> = await readPage({ cursor, limit: PAGE_SIZE });
    for (const item of page.items) {
      if (!seen.has(item.id)) {
        seen.add(item.id);
        yield item;
      }
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
