import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type {
  EventEnvelope,
  FlagState,
  GateState,
  ProductState,
  RunState,
  TargetState,
  TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { TrainLogFold } from '../../trains/TrainLogFold';
import { RunFold } from '../RunFold';

/** A folder for each version of the events that was ever released: `v1`, `v2`, … */
const FOLDER = resolvePackagePath(
  '@backstage-orchestrator/plugin-orchestrator-backend',
  'src/store/testing/events',
);

/** What events are about; each has a file of its own. */
export interface StatesOfArea {
  /** A run and its targets. */
  sweeps: { run: RunState; targets: TargetState[] };
  /** A train, its products and its gates. */
  trains: { train: TrainState; products: ProductState[]; gates: GateState[] };
  flags: FlagState;
}

/** An event as it was written; one of a flag belongs to no run. */
export interface EventOfArea {
  sweeps: EventEnvelope;
  trains: EventEnvelope;
  flags: Omit<EventEnvelope, 'runId'>;
}

/** A log as a release has written it, and the states that it stood for. */
export interface EventFixtures<TArea extends keyof StatesOfArea> {
  version: number;
  events: EventOfArea[TArea][];
  states: StatesOfArea[TArea][];
}

/** The recorded logs of an area, oldest first. */
export async function readEventFixtures<TArea extends keyof StatesOfArea>(
  area: TArea,
): Promise<EventFixtures<TArea>[]> {
  const folders = await readdir(FOLDER);
  const fixtures = await Promise.all(
    folders.map(async name => {
      const read = (file: string) => readFile(join(FOLDER, name, file), 'utf8');
      const log = await read(`${area}.jsonl`);
      return {
        version: Number(name.slice(1)),
        events: log
          .trimEnd()
          .split('\n')
          .map(line => JSON.parse(line)),
        states: JSON.parse(await read(`${area}.json`)),
      };
    }),
  );
  return fixtures.sort((a, b) => a.version - b.version);
}

/** Keeps a log of the newest version. Those of earlier versions are never written again. */
export async function writeEventFixtures<TArea extends keyof StatesOfArea>(
  area: TArea,
  { version, events, states }: EventFixtures<TArea>,
): Promise<void> {
  const folder = join(FOLDER, `v${version}`);
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, `${area}.jsonl`),
    events.map(event => `${JSON.stringify(event)}\n`).join(''),
  );
  await writeFile(
    join(folder, `${area}.json`),
    `${JSON.stringify(states, undefined, 2)}\n`,
  );
}

/** The states that events of sweeps stand for, run by run. */
export function sweepStatesOf(
  events: EventEnvelope[],
): StatesOfArea['sweeps'][] {
  return folded(events, runId => new RunFold(runId)).map(
    ({ run, targets }) => ({ run, targets: [...targets.values()] }),
  );
}

/** The states that events of trains stand for, train by train. */
export function trainStatesOf(
  events: EventEnvelope[],
): StatesOfArea['trains'][] {
  return folded(events, runId => new TrainLogFold(runId)).map(
    ({ parts: { train, products, gates } }) => ({
      train,
      products: [...products.values()],
      gates: [...gates.values()],
    }),
  );
}

function folded<TFold extends { apply(event: EventEnvelope): void }>(
  events: EventEnvelope[],
  foldOf: (runId: string) => TFold,
): TFold[] {
  const folds = new Map<string, TFold>();
  for (const event of events) {
    const fold = folds.get(event.runId) ?? foldOf(event.runId);
    folds.set(event.runId, fold);
    fold.apply(event);
  }
  return [...folds.values()];
}

/** What the data of events looks like: the members of each type, and the kinds of their values. */
export function shapesOf(
  events: Pick<EventEnvelope, 'type' | 'data'>[],
): Record<string, string[]> {
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
