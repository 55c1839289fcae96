import {
  getCompoundEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';

/** The entity that the page shows, as the API and the addresses name it. */
export function useEntityName() {
  const { entity } = useEntity();
  const { kind, namespace, name } = getCompoundEntityRef(entity);
  // References are compared in lower case everywhere in the catalog.
  return {
    name: { kind: kind.toLocaleLowerCase('en-US'), namespace, name },
    ref: stringifyEntityRef(entity),
  };
}
