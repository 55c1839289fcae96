import { ConflictError } from '@backstage/errors';

/**
 * That one product needs another: `to` is activated before `from`, and rolled back after it.
 *
 * @public
 */
export interface DependencyEdge {
  from: string;
  to: string;
  /** `technical` comes from the catalog's relations, `commercial` from the manifest. */
  kind: 'technical' | 'commercial';
  /** Why, for people. */
  reason?: string;
}

/**
 * The order in which products are activated: each layer needs only the layers before it.
 *
 * @param products - ids, each once; their order is kept inside of a layer
 * @param edges - those that name a product that isn't there, or itself, are left out
 * @returns layers, the products without dependencies first
 * @throws ConflictError that names the path of a cycle
 * @public
 */
export function activationLayers(
  products: string[],
  edges: DependencyEdge[],
): string[][] {
  const circle = findCycle(products, edges);
  if (circle) {
    throw new ConflictError(
      `Products need each other in a circle: ${describeCircle(
        circle,
        edges,
      )}. Take one of these dependencies away, or release the products as one`,
    );
  }
  const needs = neighbours(products, edges, 'from', 'to');
  const layers: string[][] = [];
  const placed = new Set<string>();
  while (placed.size < products.length) {
    const layer = products.filter(
      id =>
        !placed.has(id) &&
        [...needs.get(id)!].every(needed => placed.has(needed)),
    );
    layer.forEach(id => placed.add(id));
    layers.push(layer);
  }
  return layers;
}

/**
 * The order in which products are rolled back: the exact reverse of their activation.
 *
 * @param layers - of the activation
 * @param only - the products to roll back; left out: all
 * @public
 */
export function rollbackLayers(
  layers: string[][],
  only?: ReadonlySet<string>,
): string[][] {
  return [...layers]
    .reverse()
    .map(layer =>
      [...layer].reverse().filter(id => only === undefined || only.has(id)),
    )
    .filter(layer => layer.length > 0);
}

/**
 * The path of a cycle among products, its first product repeated at the end; undefined where there is none.
 *
 * @public
 */
export function findCycle(
  products: string[],
  edges: DependencyEdge[],
): string[] | undefined {
  const needs = neighbours(products, edges, 'from', 'to');
  const done = new Set<string>();
  for (const root of products) {
    // A stack of our own: a chain of products must not end the call stack.
    const path: { id: string; left: string[] }[] = [];
    const onPath = new Set<string>();
    const enter = (id: string) => {
      path.push({ id, left: [...needs.get(id)!] });
      onPath.add(id);
    };
    if (!done.has(root)) {
      enter(root);
    }
    while (path.length > 0) {
      const { id, left } = path[path.length - 1];
      const next = left.shift();
      if (next === undefined) {
        path.pop();
        onPath.delete(id);
        done.add(id);
      } else if (onPath.has(next)) {
        const ids = path.map(step => step.id);
        return [...ids.slice(ids.indexOf(next)), next];
      } else if (!done.has(next)) {
        enter(next);
      }
    }
  }
  return undefined;
}

/**
 * The products that have to be rolled back together with some: those that depend on them, at any distance, and the
 * members of their coupled groups, with what depends on these in turn.
 *
 * @param coupled - groups that are only ever released or rolled back as one
 * @returns the products asked for and all that are coupled to them
 * @public
 */
export function coupledProducts(
  products: string[],
  edges: DependencyEdge[],
  coupled: string[][],
  asked: string[],
): Set<string> {
  const dependents = neighbours(products, edges, 'to', 'from');
  const found = new Set<string>();
  const queue = asked.filter(id => dependents.has(id));
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    if (!found.has(id)) {
      found.add(id);
      const member = id;
      queue.push(
        ...dependents.get(id)!,
        ...coupled
          .filter(group => group.includes(member))
          .flat()
          .filter(other => dependents.has(other)),
      );
    }
  }
  return found;
}

/**
 * What a product needs directly, and what needs it.
 *
 * @public
 */
export function directDependencies(
  product: string,
  edges: DependencyEdge[],
): { needs: string[]; neededBy: string[] } {
  return {
    needs: [
      ...new Set(edges.filter(edge => edge.from === product).map(e => e.to)),
    ],
    neededBy: [
      ...new Set(edges.filter(edge => edge.to === product).map(e => e.from)),
    ],
  };
}

function neighbours(
  products: string[],
  edges: DependencyEdge[],
  from: 'from' | 'to',
  to: 'from' | 'to',
): Map<string, Set<string>> {
  const found = new Map(products.map(id => [id, new Set<string>()]));
  for (const edge of edges) {
    if (edge.from !== edge.to && found.has(edge[to])) {
      found.get(edge[from])?.add(edge[to]);
    }
  }
  return found;
}

/** `a needs b (technical), b needs a (commercial: one offer)`, for a path whose first product ends it, too. */
function describeCircle(path: string[], edges: DependencyEdge[]): string {
  return path
    .slice(1)
    .map((to, index) => {
      const from = path[index];
      const { kind, reason } = edges.find(
        edge => edge.from === from && edge.to === to,
      )!;
      return `${from} needs ${to} (${kind}${reason ? `: ${reason}` : ''})`;
    })
    .join(', ');
}
