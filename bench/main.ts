import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reachesAim, type Measure, type Result } from './measure';
import { api } from './measures/api';
import { append } from './measures/append';
import { board } from './measures/board';
import { engines } from './measures/engines';
import { forecast } from './measures/forecast';
import { items } from './measures/items';
import { latency } from './measures/latency';
import { replicas } from './measures/replicas';
import { replay } from './measures/replay';
import { scale } from './measures/scale';
import { sweep } from './measures/sweep';
import { BenchDatabases } from './support/databases';
import { gitVersion } from './support/repositories';
import { FULL, QUICK } from './support/sizes';
import { toTable } from './support/table';

const MEASURES: Measure[] = [
  sweep,
  items,
  engines,
  replicas,
  scale,
  replay,
  latency,
  append,
  forecast,
  api,
  board,
];

const USAGE = `Usage: npm run bench -- [options]
  --only <name>  measure this alone, may be given more than once: ${MEASURES.map(
    ({ name }) => name,
  ).join(', ')}
  --quick        less of everything: shows that it works, the figures say little
  --json         print JSON in place of the table`;

/** Runs the measures that are asked for and prints what they came to; a missed aim is no failure. */
export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = values.only?.find(
    name => !MEASURES.some(measure => measure.name === name),
  );
  if (values.help || unknown !== undefined) {
    console.log(unknown ? `There is no measure ${unknown}.\n${USAGE}` : USAGE);
    return;
  }
  const chosen = MEASURES.filter(
    ({ name }) => !values.only || values.only.includes(name),
  );
  const { machine, results } = await measureAll(chosen, values.quick);
  console.log(
    values.json
      ? JSON.stringify({ machine, results: results.map(judged) }, undefined, 2)
      : `\n${toTable(results)}\n\n${machine}`,
  );
}

async function measureAll(measures: Measure[], quick: boolean) {
  const say = (line: string) => console.error(line);
  const folder = await mkdtemp(join(tmpdir(), 'orchestrator-bench-'));
  const databases = await BenchDatabases.create(folder, say);
  try {
    const results: Result[] = [];
    const sizes = quick ? QUICK : FULL;
    for (const measure of measures) {
      say(`… ${measure.name}`);
      results.push(...(await measure.run({ sizes, databases, folder, say })));
    }
    return { machine: await describeMachine(databases), results };
  } finally {
    databases.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function describeMachine(databases: BenchDatabases): Promise<string> {
  return [
    `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'})`,
    `Node ${process.versions.node}`,
    ...(await databases.versions()),
    await gitVersion(),
  ].join(' · ');
}

function judged(result: Result): Result & { reachesAim?: boolean } {
  return { ...result, reachesAim: reachesAim(result) };
}
