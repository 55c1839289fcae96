import { Heap } from './Heap';
import type { RolloutSpec, Unit } from './types';

/** Compares ids by their characters, the same on every machine. */
export function compareIds(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

/**
 * Gathers targets into units that can be put in order: targets that depend on
 * each other in a circle become one (Tarjan's strongly connected components,
 * without recursion, in time linear in targets and dependencies).
 *
 * Dependencies on targets outside of the run, or on itself, don't count.
 *
 * @param targets - without repetition, ascending
 * @returns units in ascending order of their first member
 */
export function gatherUnits(
  targets: readonly string[],
  { order = 'dependencies', describe = {} }: RolloutSpec,
): Unit[] {
  const placeOf = new Map(targets.map((target, place) => [target, place]));
  const dependencies = targets.map(target => {
    const facts = Object.hasOwn(describe, target) ? describe[target] : {};
    const names = order === 'none' ? [] : facts.dependsOn ?? [];
    return [...new Set(names)].flatMap(name => placeOf.get(name) ?? []);
  });
  const componentOf = findComponents(dependencies);

  const units: Unit[] = [];
  const unitOfComponent = new Map<number, number>();
  const unitOf = targets.map((target, place) => {
    const component = componentOf[place];
    let unit = unitOfComponent.get(component);
    if (unit === undefined) {
      unit = units.length;
      unitOfComponent.set(component, unit);
      units.push({ members: [], dependsOn: [], dependents: [] });
    }
    units[unit].members.push(target);
    return unit;
  });
  const needs = units.map(() => new Set<number>());
  dependencies.forEach((places, place) =>
    places.forEach(needed => needs[unitOf[place]].add(unitOf[needed])),
  );
  needs.forEach((needed, unit) => {
    needed.delete(unit);
    for (const other of needed) {
      units[unit].dependsOn.push(other);
      units[other].dependents.push(unit);
    }
  });
  return units;
}

/**
 * Puts units in order: each after those that it depends on, and where that
 * leaves a choice, by id (Kahn's algorithm with a heap).
 *
 * @param units - all units
 * @param chosen - the places of those to be put in order; dependencies on
 *   others don't count. They come in ascending order.
 * @returns their places
 */
export function orderUnits(
  units: readonly Unit[],
  chosen: readonly number[],
): number[] {
  const inside = new Set(chosen);
  const waitsFor = new Map(
    chosen.map(place => [
      place,
      units[place].dependsOn.filter(needed => inside.has(needed)).length,
    ]),
  );
  // Units stand in order of their ids, so that their places compare like these.
  const ready = new Heap<number>((a, b) => a - b);
  chosen.filter(place => waitsFor.get(place) === 0).forEach(p => ready.push(p));
  const ordered: number[] = [];
  for (let place = ready.pop(); place !== undefined; place = ready.pop()) {
    ordered.push(place);
    for (const dependent of units[place].dependents) {
      const left = (waitsFor.get(dependent) ?? 0) - 1;
      waitsFor.set(dependent, left);
      if (left === 0 && inside.has(dependent)) {
        ready.push(dependent);
      }
    }
  }
  return ordered;
}

/** Numbers each node with its strongly connected component. */
function findComponents(edges: readonly number[][]): number[] {
  const UNSEEN = -1;
  const index = edges.map(() => UNSEEN);
  const low = edges.map(() => 0);
  const component = edges.map(() => UNSEEN);
  const nextEdge = edges.map(() => 0);
  const open: number[] = [];
  let seen = 0;
  let components = 0;

  const enter = (node: number, path: number[]) => {
    index[node] = seen;
    low[node] = seen;
    seen += 1;
    open.push(node);
    path.push(node);
  };

  const close = (root: number) => {
    let member: number | undefined;
    do {
      member = open.pop();
      component[member as number] = components;
    } while (member !== root);
    components += 1;
  };

  for (let start = 0; start < edges.length; start += 1) {
    const path: number[] = [];
    if (index[start] === UNSEEN) {
      enter(start, path);
    }
    while (path.length > 0) {
      const node = path[path.length - 1];
      if (nextEdge[node] < edges[node].length) {
        const target = edges[node][nextEdge[node]];
        nextEdge[node] += 1;
        if (index[target] === UNSEEN) {
          enter(target, path);
        } else if (component[target] === UNSEEN) {
          low[node] = Math.min(low[node], index[target]);
        }
      } else {
        path.pop();
        if (path.length > 0) {
          const parent = path[path.length - 1];
          low[parent] = Math.min(low[parent], low[node]);
        }
        if (low[node] === index[node]) {
          close(node);
        }
      }
    }
  }
  return component;
}
