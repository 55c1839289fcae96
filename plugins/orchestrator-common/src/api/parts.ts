import { z } from 'zod/v4';

/** Query parameters of a list that comes in pages. */
export const paging = {
  cursor: z.string().optional().describe('nextCursor of the page before'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
};

/** A query parameter that may stand several times. */
export function list<T extends z.ZodType>(item: T) {
  return z.preprocess(
    value => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).optional(),
  );
}

/** One page of a list. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().optional(),
    totalItems: z.number().int(),
  });
}
