import { fork, type ChildProcess } from 'node:child_process';
import {
  simulateRange,
  type RangeResult,
  type SeedRange,
} from './simulateRange';

/** Seeds that a process gets at a time, so that all end at about the same time. */
const SHARE = 500;

/** What a process answers. */
interface Answer {
  simulated: RangeResult;
}

/** Sums up ranges. */
export interface Total {
  runs: number;
  steps: number;
  events: number;
  failing?: RangeResult['failing'];
}

/**
 * Shares a range of seeds among processes.
 *
 * @param program - file that calls `serve` where it is started as one of these processes
 * @param onProgress - called with the number of runs that are done
 */
export async function simulateInParallel(
  range: SeedRange,
  options: { program: string; workers: number },
  onProgress: (runs: number) => void,
): Promise<Total> {
  const total: Total = { runs: 0, steps: 0, events: 0 };
  const end = range.first + range.runs;
  let next = range.first;
  const work = async (child: ChildProcess) => {
    while (next < end && !total.failing) {
      const runs = Math.min(SHARE, end - next);
      const first = next;
      next += runs;
      const result = await ask(child, { ...range, first, runs });
      total.runs += result.runs;
      total.steps += result.steps;
      total.events += result.events;
      total.failing = earlier(total.failing, result.failing);
      onProgress(total.runs);
    }
  };
  const children = Array.from({ length: options.workers }, () =>
    fork(options.program, ['--serve']),
  );
  try {
    await Promise.all(children.map(work));
  } finally {
    children.forEach(child => child.kill());
  }
  return total;
}

/** Simulates what the process that started this one sends, until it is ended. */
export function serve(): void {
  process.on('message', async (range: SeedRange) => {
    process.send?.({ simulated: await simulateRange(range) } satisfies Answer);
  });
}

function ask(child: ChildProcess, range: SeedRange): Promise<RangeResult> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null) =>
      reject(new Error(`A simulating process ended with code ${code}`));
    const answered = ({ simulated }: Partial<Answer>) => {
      // The loader of the sources sends messages of its own.
      if (simulated) {
        child.off('exit', gone);
        child.off('message', answered);
        resolve(simulated);
      }
    };
    child.once('exit', gone);
    child.on('message', answered);
    child.send(range);
  });
}

/** The lowest seed is reported, whichever process was faster. */
function earlier(
  a: RangeResult['failing'],
  b: RangeResult['failing'],
): RangeResult['failing'] {
  if (!a || !b) {
    return a ?? b;
  }
  return a.scenario.seed < b.scenario.seed ? a : b;
}
