/** A point of a chart, in the units of its drawing. */
export interface ChartPoint {
  x: number;
  y: number;
}

/** What is drawn: lines without gaps, and how a value turns into a height. */
export interface ChartGeometry {
  /** By figure: stretches of samples that follow each other without one that has no value. */
  lines: Record<string, ChartPoint[][]>;
  low: number;
  high: number;
  yOf: (value: number) => number;
  xOf: (at: string) => number;
}

/**
 * Lays samples and thresholds out in a drawing.
 *
 * @param figures - names of the values that become lines
 * @param samples - by time; one without a value is a gap
 * @param also - values that have to be in sight, such as thresholds
 */
export function chartGeometry(
  figures: string[],
  samples: { at: string; values: Record<string, number> }[],
  also: number[],
  { width, height }: { width: number; height: number },
): ChartGeometry {
  const values = [
    ...figures.flatMap(name => samples.flatMap(one => one.values[name] ?? [])),
    ...also,
  ];
  const [least, greatest] =
    values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  // Some air, so that a line at the edge can be told from the edge.
  const air = (greatest - least || Math.abs(greatest) || 1) * 0.1;
  const low = least >= 0 ? Math.max(0, least - air) : least - air;
  const high = greatest + air;
  const times = samples.map(({ at }) => Date.parse(at));
  const start = Math.min(...times);
  const span = Math.max(...times) - start || 1;
  const yOf = (value: number) =>
    height - ((value - low) / (high - low)) * height;
  const xOf = (at: string) => ((Date.parse(at) - start) / span) * width;
  const lines = Object.fromEntries(
    figures.map(name => [name, stretchesOf(name)]),
  );
  return { lines, low, high, yOf, xOf };

  function stretchesOf(name: string): ChartPoint[][] {
    const stretches: ChartPoint[][] = [];
    let current: ChartPoint[] = [];
    for (const one of samples) {
      const value = one.values[name];
      if (value === undefined) {
        current = [];
      } else {
        if (current.length === 0) {
          stretches.push(current);
        }
        current.push({ x: xOf(one.at), y: yOf(value) });
      }
    }
    return stretches;
  }
}
