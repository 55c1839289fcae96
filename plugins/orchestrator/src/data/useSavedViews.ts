import { storageApiRef, useApi } from '@backstage/core-plugin-api';
import { useCallback, useMemo } from 'react';
import useObservable from 'react-use/lib/useObservable';

/** Filters of a list under a name of the viewer's own; a type and no interface, as the storage takes plain JSON. */
export type SavedView = {
  name: string;
  /** The filters as the query of an address, without its question mark. */
  search: string;
};

const BUCKET = 'orchestrator.views';

/** The viewer's saved views of a list. Where the portal keeps user settings in its backend, they follow the viewer. */
export function useSavedViews(list: string): {
  views: SavedView[];
  /** Keeps a view; one of the same name is replaced. */
  save: (view: SavedView) => Promise<void>;
  forget: (name: string) => Promise<void>;
} {
  const storage = useApi(storageApiRef);
  const bucket = useMemo(() => storage.forBucket(BUCKET), [storage]);
  const kept = useMemo(
    () => bucket.observe$<SavedView[]>(list),
    [bucket, list],
  );
  const snapshot = useObservable(kept, bucket.snapshot<SavedView[]>(list));
  const views = useMemo(
    () => (snapshot.value ?? []).map(({ name, search }) => ({ name, search })),
    [snapshot],
  );
  const save = useCallback(
    (view: SavedView) =>
      bucket.set(list, [
        ...views.filter(({ name }) => name !== view.name),
        view,
      ]),
    [bucket, list, views],
  );
  const forget = useCallback(
    (name: string) =>
      bucket.set(
        list,
        views.filter(view => view.name !== name),
      ),
    [bucket, list, views],
  );
  return { views, save, forget };
}
