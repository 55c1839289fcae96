import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type {
  EventEnvelope,
  RunState,
  TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { RunFold } from '../RunFold';

/** A folder for each version of the events that was ever released: `v1`, `v2`, … */
const FOLDER = resolvePackagePath(
  '@backstage-orchestrator/plugin-orchestrator-backend',
  'src/store/testing/events',
);

/** States of a run and of its targets. */
export interface RecordedStates {
  run: RunState;
  targets: TargetState[];
}

/** A log as a release has written it, and the states that it stood for. */
export interface EventFixtures {
  version: number;
  events: EventEnvelope[];
  states: RecordedStates[];
}

/** The recorded logs, oldest first. */
export async function readEventFixtures(): Promise<EventFixtures[]> {
  const folders = await readdir(FOLDER);
  const fixtures = await Promise.all(
    folders.map(async name => ({
      version: Number(name.slice(1)),
      events: (
        await readFile(join(FOLDER, name, 'events.jsonl'), 'utf8')
      )
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line)),
      states: JSON.parse(
        await readFile(join(FOLDER, name, 'states.json'), 'utf8'),
      ),
    })),
  );
  return fixtures.sort((a, b) => a.version - b.version);
}

/** Keeps a log of the newest version. Those of earlier versions are never written again. */
export async function writeEventFixtures(
  version: number,
  events: EventEnvelope[],
): Promise<void> {
  const folder = join(FOLDER, `v${version}`);
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'events.jsonl'),
    events.map(event => `${JSON.stringify(event)}\n`).join(''),
  );
  await writeFile(
    join(folder, 'states.json'),
    `${JSON.stringify(statesOf(events), undefined, 2)}\n`,
  );
}

/** The states that events stand for, run by run. */
export function statesOf(events: EventEnvelope[]): RecordedStates[] {
  const folds = new Map<string, RunFold>();
  for (const event of events) {
    const fold = folds.get(event.runId) ?? new RunFold(event.runId);
    folds.set(event.runId, fold);
    fold.apply(event);
  }
  return [...folds.values()].map(({ run, targets }) => ({
    run,
    targets: [...targets.values()],
  }));
}

/** What the data of events looks like: the members of each type, and the kinds of their values. */
export function shapesOf(events: EventEnvelope[]): Record<string, string[]> {
  const shapes = new Map<string, Set<string>>();
  for (const { type, data } of events) {
    const shape = shapes.get(type) ?? new Set();
    shapes.set(type, shape);
    addShape(shape, '', JSON.parse(JSON.stringify(data)));
  }
  return Object.fromEntries(
    [...shapes].sort().map(([type, shape]) => [type, [...shape].sort()]),
  );
}

function addShape(shape: Set<string>, path: string, value: unknown): void {
  if (Array.isArray(value)) {
    shape.add(`${path}[]`);
    value.forEach(item => addShape(shape, `${path}[]`, item));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      addShape(shape, `${path}.${name}`, member);
    }
  } else {
    shape.add(`${path}: ${value === null ? 'null' : typeof value}`);
  }
}
