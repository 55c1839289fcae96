import type { BenchDatabases } from './support/databases';
import type { Sizes } from './support/sizes';

/** What a measure works with. */
export interface Bench {
  sizes: Sizes;
  databases: BenchDatabases;
  /** A folder of this run; it is removed at the end. */
  folder: string;
  /** Says what is being done, while it takes its time. */
  say(line: string): void;
}

/** What we want a figure to be. */
export interface Aim {
  /** Which of the figures is held against it. */
  of: 'ratio' | 'ours';
  kind: 'atMost' | 'atLeast';
  value: number;
}

/** One line of the table. */
export interface Result {
  measure: string;
  /** Of both figures; the ratio has none. */
  unit: string;
  ours: number;
  /** What the same work costs without us, in the same minute on the same machine. */
  baseline?: number;
  /** Median over the rounds of ours divided by the baseline. */
  ratio?: number;
  /** Absent where the line is there to explain another one. */
  aim?: Aim;
}

/** Measures something; a figure that misses its aim is a result, not a failure. */
export interface Measure {
  /** For `--only`. */
  name: string;
  run(bench: Bench): Promise<Result[]>;
}

/** Whether a result is what we want; undefined where nothing is wanted of it. */
export function reachesAim({ ours, ratio, aim }: Result): boolean | undefined {
  const figure = aim?.of === 'ratio' ? ratio : ours;
  if (!aim || figure === undefined) {
    return undefined;
  }
  return aim.kind === 'atMost' ? figure <= aim.value : figure >= aim.value;
}
