import type { Agenda } from './Agenda';
import type { Interventions } from './Interventions';
import type { Violation } from './invariants/Invariants';
import type { MemoryTables } from './MemoryTables';
import type { Break } from './breaks';
import { START, type Scenario } from './Scenario';

/** A run that has not come to its end after so many steps in peace never will. */
const MAX_CALM_STEPS = 4_000;
const MAX_STEPS = 20_000;

/** How a simulation went. */
export interface Simulation {
  scenario: Scenario;
  violation?: Violation;
  /** What went wrong on the way, in order. */
  happened: string[];
  steps: number;
  events: number;
  /** The steps, where they were asked for. */
  trace: string[];
}

/** Settings of one simulation. */
export interface SimulateOptions {
  /** Something that is broken on purpose. */
  broken?: Break;
  /** Keep what was done, step by step. */
  trace?: boolean;
}

/** A world with people in it, before anything has happened. */
export interface Play {
  scenario: Scenario;
  world: {
    agenda: Agenda;
    interventions: Interventions;
    database: { tables: MemoryTables };
    setting: { chaosMs: number };
    invariants: {
      readonly violation: Violation | undefined;
      violated(invariant: string, message: string): void;
      afterStep(): void;
      atEnd(): void;
    };
    /** True time, ISO 8601. */
    now(): string;
  };
  people: { begin(): void; seeThrough(): void };
  /** The invariant that a run breaks which does not end. */
  invariant: string;
  /** Waits for what a step has set going. */
  settle(pending: Promise<void> | undefined | void): Promise<void> | undefined;
  hasEnded(): boolean;
  stateOf(): string;
}

/**
 * Lets things go wrong for a while, then has people see the run through.
 *
 * @returns the same for the same scenario, always
 */
export async function playOut(
  play: Play,
  options: SimulateOptions,
): Promise<Simulation> {
  const { scenario, world, people } = play;
  const { agenda, invariants } = world;
  const chaosEndsAt = START + world.setting.chaosMs;
  const trace: string[] = [];
  let steps = 0;
  let calmSince: number | undefined;
  people.begin();
  while (invariants.violation === undefined) {
    const next = agenda.next();
    if (!next) {
      invariants.violated(play.invariant, 'Nothing happens any more');
      break;
    }
    steps += 1;
    if (options.trace) {
      trace.push(`${world.now()} ${next.what}`);
    }
    const settling = play.settle(next.task());
    if (settling) {
      await settling;
    }
    invariants.afterStep();
    if (
      calmSince === undefined &&
      (agenda.now >= chaosEndsAt || steps >= MAX_STEPS)
    ) {
      calmSince = steps;
      world.interventions.calmDown();
      people.seeThrough();
    }
    if (calmSince !== undefined && play.hasEnded()) {
      invariants.atEnd();
      break;
    }
    if (calmSince !== undefined && steps - calmSince > MAX_CALM_STEPS) {
      invariants.violated(play.invariant, play.stateOf());
    }
  }
  return {
    scenario,
    violation: invariants.violation,
    happened: world.interventions.happened,
    steps,
    events: world.database.tables.events.size,
    trace,
  };
}
