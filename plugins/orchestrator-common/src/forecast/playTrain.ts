import { Course } from './Course';
import { Places } from './Places';
import { playGate, type PlayedGate } from './playGate';
import { drawAtLeast, valueAt } from './spread';
import type {
  ForecastStep,
  ForecastStepKind,
  ForecastWave,
  TrainForecastInput,
  TrainForecastLimit,
} from './trainTypes';
import type { WindowTimeline } from './WindowTimeline';

/** One way in which a train may go; instants in milliseconds since 1970. */
export interface PlayedTrain {
  departure: number;
  /** Whether all that has to be there for the departure is there when it is planned. */
  onTime: boolean;
  starts: number[];
  ends: number[];
  finish: number;
  /** Milliseconds by what they went into, `limit` or `limit:detail`. */
  spent: ReadonlyMap<string, number>;
}

const BY_HAND: ForecastStepKind[] = ['manual', 'runbook'];

/** A train on its way, in one case. */
class Travel {
  readonly #input: TrainForecastInput;
  readonly #windows: WindowTimeline;
  readonly #random: () => number;
  readonly #now: number;
  readonly #course: Course<TrainForecastLimit>;
  readonly #gates: PlayedGate[];

  constructor(
    input: TrainForecastInput,
    windows: WindowTimeline,
    random: () => number,
  ) {
    this.#input = input;
    this.#windows = windows;
    this.#random = random;
    this.#now = Date.parse(input.now);
    this.#course = new Course(this.#now);
    this.#gates = input.plan.gates.map(gate =>
      playGate(gate, input, this.#now, random),
    );
  }

  play(): PlayedTrain {
    const onTime = this.#depart();
    const departure = this.#course.now;
    const starts: number[] = [];
    const ends: number[] = [];
    for (const wave of this.#input.plan.waves) {
      starts.push(this.#start(wave));
      this.#travel(wave);
      ends.push(this.#course.now);
    }
    return {
      departure,
      onTime,
      starts,
      ends,
      finish: this.#course.now,
      spent: this.#course.spent,
    };
  }

  /** @returns whether nothing but the date was in its way */
  #depart(): boolean {
    const { departure } = this.#input.plan;
    if (!departure) {
      return true;
    }
    const planned = Date.parse(departure.planned);
    const possible = departure.possibleSince;
    this.#course.advance(planned, 'schedule');
    this.#pass('departure');
    const onTime =
      planned < this.#now
        ? possible !== undefined && Date.parse(possible) <= planned
        : this.#course.now <= planned;
    if (departure.manual) {
      const since =
        possible === undefined ? this.#course.now : Date.parse(possible);
      this.#course.advance(
        since + this.#waited(this.#input.history.departMs, since),
        'departure',
      );
      this.#awaitWindow();
    }
    return onTime;
  }

  #start(wave: ForecastWave): number {
    if (wave.startedAt !== undefined) {
      return Date.parse(wave.startedAt);
    }
    if (wave.notBefore !== undefined) {
      this.#course.advance(Date.parse(wave.notBefore), 'schedule');
    }
    this.#pass(wave.id);
    return this.#course.now;
  }

  #travel(wave: ForecastWave): void {
    const { history } = this.#input;
    const course = this.#course;
    if (wave.verdictSince !== undefined) {
      const since = Date.parse(wave.verdictSince);
      course.advance(since + this.#waited(history.verdictMs, since), 'verdict');
    }
    wave.layers.forEach(layer => this.#activate(layer, wave.maxParallel));
    course.advance(
      wave.soakUntil === undefined
        ? course.now + wave.soakMs
        : Date.parse(wave.soakUntil),
      'soak',
    );
    if (wave.analysed && wave.verdictSince === undefined) {
      const asked = this.#random() < history.verdictShare;
      const takes = valueAt(history.verdictMs, this.#random());
      course.advance(course.now + (asked ? takes : 0), 'verdict');
    }
    const since =
      wave.analysisSince === undefined
        ? course.now
        : Date.parse(wave.analysisSince);
    course.advance(since + wave.analysisMs, 'analysis');
  }

  /** The gates before something, then the windows. Of several gates, the last one decides. */
  #pass(before: string): void {
    let last: PlayedGate | undefined;
    for (const played of this.#gates) {
      if (played.gate.before === before && (!last || played.goes > last.goes)) {
        last = played;
      }
    }
    if (last) {
      const { title } = last.gate;
      this.#course.advance(last.opens, 'schedule');
      this.#course.advance(
        last.complete,
        last.lastSweep === undefined ? 'gate' : 'sweep',
        last.lastSweep ?? title,
      );
      this.#course.advance(last.goes, 'signOff', title);
    }
    this.#awaitWindow();
  }

  #awaitWindow(): void {
    const { overrideUntil } = this.#input.plan;
    const { now } = this.#course;
    if (overrideUntil === undefined || now >= Date.parse(overrideUntil)) {
      this.#course.advance(this.#windows.openFrom(now), 'window');
    }
  }

  /** The products of a layer, so many at a time; what the one took that is active last decides. */
  #activate(layer: ForecastStep[][], maxParallel: number): void {
    if (layer.length === 0) {
      return;
    }
    const course = this.#course;
    const places = new Places(Math.min(maxParallel, layer.length), course.now);
    let last = { start: course.now, end: course.now, steps: layer[0] };
    let tookOf: number[] = [];
    for (const steps of layer) {
      const start = places.first;
      let end = start;
      const took = steps.map(step => {
        const ms = this.#stepMs(step, end);
        end += ms;
        return ms;
      });
      places.take(end);
      if (end > last.end) {
        last = { start, end, steps };
        tookOf = took;
      }
    }
    course.advance(last.start, 'maxParallel');
    tookOf.forEach((ms, index) =>
      course.advance(
        course.now + ms,
        BY_HAND.includes(last.steps[index].kind) ? 'manual' : 'step',
      ),
    );
  }

  #stepMs({ kind, timersMs, since }: ForecastStep, start: number): number {
    const { stepMs, timerFactor } = this.#input.history;
    const spread =
      timersMs === undefined
        ? stepMs[kind]
        : timerFactor.map(factor => factor * timersMs);
    if (since === undefined) {
      return valueAt(spread, this.#random());
    }
    const begun = Date.parse(since);
    return Math.max(0, begun + this.#waited(spread, begun) - start);
  }

  /** How long something takes that began then. */
  #waited(spread: readonly number[], since: number): number {
    return drawAtLeast(spread, this.#now - since, this.#random);
  }
}

/** Plays what is left of a train through once: its departure, then wave after wave, as `advanceTrain` lets them go. */
export function playTrain(
  input: TrainForecastInput,
  windows: WindowTimeline,
  random: () => number,
): PlayedTrain {
  return new Travel(input, windows, random).play();
}
