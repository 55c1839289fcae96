import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

/** Filters of a list, kept in the address so that they can be shared and survive a reload. */
export interface UrlFilters {
  one: (name: string) => string | undefined;
  many: (name: string) => string[];
  /** Sets some and leaves the others; an empty value takes the filter away. */
  set: (values: Record<string, string | readonly string[] | undefined>) => void;
  clear: (...names: string[]) => void;
}

/** {@inheritDoc UrlFilters} */
export function useUrlFilters(): UrlFilters {
  const [search, setSearch] = useSearchParams();
  const set = useCallback<UrlFilters['set']>(
    values =>
      setSearch(
        old => {
          const next = new URLSearchParams(old);
          for (const [name, value] of Object.entries(values)) {
            next.delete(name);
            for (const item of typeof value === 'string'
              ? [value]
              : value ?? []) {
              if (item !== '') {
                next.append(name, item);
              }
            }
          }
          return next;
        },
        // A filter is not a page: the back button leaves the list.
        { replace: true },
      ),
    [setSearch],
  );
  return useMemo(
    () => ({
      one: name => search.get(name) ?? undefined,
      many: name => search.getAll(name),
      set,
      clear: (...names) =>
        set(Object.fromEntries(names.map(name => [name, undefined]))),
    }),
    [search, set],
  );
}
