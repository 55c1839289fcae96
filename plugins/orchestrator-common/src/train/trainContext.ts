import type {
  ActivationStatus,
  GateState,
  ProductState,
  TrainState,
  WaveState,
} from '../model';
import type { Window } from '../windows';

/** Where a product stands in a wave. @public */
export interface ActivationStanding {
  status: ActivationStatus;
  /** Round of the wave in which it was started last. */
  round: number;
  /** A step is done, and the next one has been held back, see `WaveOfSteps`. */
  idle?: boolean;
}

/** What decisions about a train may look at beside its state. @public */
export interface TrainContext {
  now: string;
  /** Its gates, by id. */
  gates: Record<string, Pick<GateState, 'status' | 'evidenceDigest'>>;
  /** Where each product stands in each wave, by wave and product; what isn't there was never started. */
  activations: Record<string, Record<string, ActivationStanding>>;
  /** Title and notes of its products, by id. */
  products: ReadonlyMap<string, Pick<ProductState, 'title' | 'notes'>>;
  /** Windows of the portal, for every run: configuration as it is now. Left out: there are none. */
  operatorWindows?: Window[];
}

/** Phases in which nothing has left yet. */
export const BEFORE_DEPARTURE: TrainState['phase'][] = [
  'planned',
  'preparing',
  'rehearsing',
  'gated',
];

/** Phases in which a train is over. @public */
export const ENDED_PHASES: TrainState['phase'][] = [
  'closed',
  'rolledBack',
  'cancelled',
];

/** The wave under way, or last done. @public */
export function currentWave(
  state: Pick<TrainState, 'waves' | 'currentWave'>,
): WaveState | undefined {
  return state.currentWave === undefined
    ? undefined
    : state.waves[state.currentWave];
}

/** Where a product stands in a wave. */
export function activationOf(
  { activations }: TrainContext,
  wave: string,
  product: string,
): ActivationStanding {
  return activations[wave]?.[product] ?? { status: 'pending', round: 0 };
}

/** Products that haven't left the train. @public */
export function aboard(state: Pick<TrainState, 'passengers'>): string[] {
  return state.passengers
    .filter(({ standing }) => standing === 'aboard')
    .map(({ id }) => id);
}

/** What decisions about the steps of a product look at, of their wave. @public */
export interface WaveOfSteps {
  /** How often the wave was started or resumed: what ends now, ends in this round. */
  round: number;
  /**
   * An activation stands still between two of its steps: its wave doesn't go on, or the train is paused. A rollback is
   * never held.
   */
  held: boolean;
}

/** Rule: semantics, sections 1 and 4. @public */
export function waveOfSteps(
  state: Pick<TrainState, 'waves' | 'pause'>,
  waveId: string,
): WaveOfSteps | undefined {
  const wave = state.waves.find(({ id }) => id === waveId);
  return (
    wave && {
      round: wave.round,
      held: state.pause !== undefined || wave.status !== 'activating',
    }
  );
}

/** Whether what a gate lets through has started, so that its evidence is history. @public */
export function gateIsUsed(
  state: Pick<TrainState, 'departedAt' | 'waves' | 'phase'>,
  before: string,
): boolean {
  return (
    ENDED_PHASES.includes(state.phase) ||
    (before === 'departure'
      ? state.departedAt !== undefined
      : state.waves.some(
          ({ id, startedAt }) => id === before && startedAt !== undefined,
        ))
  );
}

/** Whether a product has missed the train; what is about none, or about the whole train, has not. */
export function hasLeft(
  { passengers }: Pick<TrainState, 'passengers'>,
  product: string | undefined,
): boolean {
  return passengers.some(
    ({ id, standing }) => id === product && standing === 'left',
  );
}
