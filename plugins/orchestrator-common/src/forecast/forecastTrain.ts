import { parseInstant } from '../pacing';
import { instantOf, limitsOf } from './Course';
import { playTrain, type PlayedTrain } from './playTrain';
import { seededRandom } from './seededRandom';
import type {
  TrainForecast,
  TrainForecastInput,
  TrainForecastLimit,
} from './trainTypes';
import { either, rounded, waveRisk } from './waveRisk';
import { WindowTimeline } from './WindowTimeline';

/** Steps and criteria that are played through in all: what a forecast may cost. */
const PARTS_PLAYED = 600_000;
const MOST_SAMPLES = 200;
const LEAST_SAMPLES = 40;

/**
 * Foretells when a train does what, by playing it through many times: its gates, the departure, its windows, then wave
 * after wave with activation, soak and analysis, each as long as it took in earlier trains.
 *
 * @remarks
 * Pure: the same input gives the same answer. The dates hold where no wave is halted; how likely that is stands beside
 * them. Left out: products that become late, results and waivers that grow too old, and what people do beyond
 * answering, signing, departing and giving verdicts.
 * @throws InputError for windows that can't be read
 * @public
 */
export function forecastTrain(input: TrainForecastInput): TrainForecast {
  const { plan, history } = input;
  const from = parseInstant(input.now, 'now');
  const planned = plan.departure && parseInstant(plan.departure.planned, 'at');
  // Before its departure a train asks for no window, however far off that is.
  const windows = new WindowTimeline(
    input.windows,
    Math.max(from, planned ?? from),
  );
  const random = seededRandom(input.seed);
  const samples = input.samples ?? samplesFor(input);
  const played: PlayedTrain[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    played.push(playTrain(input, windows, random));
  }
  const instant = (of: (one: PlayedTrain) => number) =>
    instantOf(played.map(of), from);
  const waves = plan.waves.map((wave, index) => ({
    id: wave.id,
    title: wave.title,
    start: instant(({ starts }) => starts[index]),
    end: instant(({ ends }) => ends[index]),
    ...waveRisk(wave, history),
  }));
  return {
    ...(plan.departure && {
      departure: {
        planned: plan.departure.planned,
        expected: instant(({ departure }) => departure),
        onTimeShare: rounded(
          played.filter(({ onTime }) => onTime).length / samples,
        ),
      },
    }),
    waves,
    finish: instant(({ finish }) => finish),
    limits: limitsOf<TrainForecastLimit>(played),
    haltShare: rounded(either(...waves.map(({ haltShare }) => haltShare))),
    assumes: plan.assumes,
    samples,
    basedOn: history.basedOn,
  };
}

function samplesFor({ plan }: TrainForecastInput): number {
  const parts =
    plan.gates.reduce((sum, { kinds }) => sum + kinds.length, 0) +
    plan.waves.reduce((sum, { layers }) => sum + layers.flat(2).length, 0);
  return Math.round(
    Math.min(
      MOST_SAMPLES,
      Math.max(LEAST_SAMPLES, PARTS_PLAYED / Math.max(1, parts)),
    ),
  );
}
