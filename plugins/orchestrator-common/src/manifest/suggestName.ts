/**
 * The known name that a mistyped one was probably meant to be.
 *
 * @returns the nearest of the known names, if at most a third of the letters differ
 */
export function suggestName(
  found: string,
  known: readonly string[],
): string | undefined {
  const ranked = known
    .map(name => ({
      name,
      distance: editDistance(found.toLowerCase(), name.toLowerCase()),
    }))
    .filter(
      ({ name, distance }) =>
        distance <= Math.max(1, Math.floor(Math.max(name.length, 3) / 3)),
    )
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.name;
}

/** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
function editDistance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > to.length) {
    return Math.max(from.length, to.length);
  }
  const rows = Array.from({ length: from.length + 1 }, (_, i) => [
    i,
    ...new Array<number>(to.length).fill(0),
  ]);
  rows[0] = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i += 1) {
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1];
      const swapped =
        i > 1 &&
        j > 1 &&
        from[i - 1] === to[j - 2] &&
        from[i - 2] === to[j - 1];
      rows[i][j] = Math.min(
        rows[i - 1][j] + 1,
        rows[i][j - 1] + 1,
        rows[i - 1][j - 1] + (same ? 0 : 1),
        swapped ? rows[i - 2][j - 2] + 1 : Infinity,
      );
    }
  }
  return rows[from.length][to.length];
}
