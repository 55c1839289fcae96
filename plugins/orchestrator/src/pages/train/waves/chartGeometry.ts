/** A point of a chart, in the units of its drawing. */
export interface ChartPoint {
  x: number;
  y: number;
}

/** What is drawn: lines without gaps, and how a value turns into a height. */
export interface ChartGeometry {
  /** Stretches of samples that follow each other without one that has no value. */
  lines: ChartPoint[][];
  low: number;
  high: number;
  yOf: (value: number) => number;
}

/**
 * Lays samples and thresholds out in a drawing.
 *
 * @param samples - by time; one without a value is a gap
 * @param also - values that have to be in sight, such as thresholds
 */
export function chartGeometry(
  samples: { at: string; value?: number }[],
  also: number[],
  { width, height }: { width: number; height: number },
): ChartGeometry {
  const values = [
    ...samples.flatMap(({ value }) => (value === undefined ? [] : [value])),
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
  const lines: ChartPoint[][] = [];
  let current: ChartPoint[] = [];
  samples.forEach(({ value }, index) => {
    if (value === undefined) {
      current = [];
      return;
    }
    if (current.length === 0) {
      lines.push(current);
    }
    current.push({
      x: ((times[index] - start) / span) * width,
      y: yOf(value),
    });
  });
  return { lines, low, high, yOf };
}
