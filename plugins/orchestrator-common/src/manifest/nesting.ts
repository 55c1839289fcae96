import { isMap, isNode, isSeq, type Node, type Pair } from 'yaml';

/** The first node of a document below more mappings and lists than a limit. */
export function firstDeeperThan(
  node: unknown,
  levels: number,
): Node | undefined {
  if (isMap(node) || isSeq(node)) {
    if (levels === 0) {
      return node;
    }
    for (const item of node.items) {
      const found = firstDeeperThan(
        isNode(item) ? item : (item as Pair).value,
        levels - 1,
      );
      if (found) {
        return found;
      }
    }
  }
  return undefined;
}

/** Whether data is nested deeper than a limit; data with a circle in it always is. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    (levels === 0 ||
      Object.values(value).some(item => isDeeperThan(item, levels - 1)))
  );
}
