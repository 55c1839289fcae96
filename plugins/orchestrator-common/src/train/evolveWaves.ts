import type { TrainEvent } from '../events';
import type { TrainState, WaveState, WaveStatus } from '../model';
import { membersOf } from './waveMembers';

/** Events that are about a wave, its analysis, or a rollback. */
export type WaveEvent = Extract<
  TrainEvent,
  {
    type:
      | `wave.${string}`
      | 'analysis.assessed'
      | 'rollback.started'
      | 'rollback.finished';
  }
>;

/** Tells them from the others of a train's stream. */
export function isWaveEvent(event: TrainEvent): event is WaveEvent {
  return /^(wave|analysis|rollback)\./.test(event.type);
}

/** The waves after one more event. */
export function evolveWaves(
  state: TrainState,
  event: WaveEvent,
  at: string,
): TrainState {
  switch (event.type) {
    case 'rollback.started':
      return {
        ...state,
        rollback: { ...event.data, at },
        waves: state.waves.map(wave =>
          event.data.waves.includes(wave.id) && wave.status !== 'rollingBack'
            ? { ...wave, status: 'rollingBack', returnTo: wave.status }
            : wave,
        ),
      };
    case 'rollback.finished':
      return rolledBack(state);
    case 'wave.started':
      return {
        ...withWave(state, event.data.id, () => ({
          status: 'activating',
          startedAt: at,
          gates: event.data.gates,
          override: event.data.override,
          leftBehind: event.data.leftBehind,
        })),
        currentWave: state.waves.findIndex(({ id }) => id === event.data.id),
      };
    case 'analysis.assessed': {
      const { wave, stage, ...assessed } = event.data;
      return withWave(state, wave, known => ({
        [stage]: {
          ...assessed,
          at,
          // A verdict was on what the analysis came to then.
          ...(known[stage]?.phase === assessed.phase && {
            verdict: known[stage]?.verdict,
          }),
        },
      }));
    }
    default:
      return withWave(state, event.data.id, patchOf(event, at));
  }
}

/** What an event changes of its wave; what a newer release has written is refused, whichever wave it names. */
function patchOf(
  event: Exclude<
    WaveEvent,
    {
      type:
        | 'rollback.started'
        | 'rollback.finished'
        | 'wave.started'
        | 'analysis.assessed';
    }
  >,
  at: string,
): (wave: WaveState) => Partial<WaveState> {
  switch (event.type) {
    case 'wave.soakStarted':
      return () => ({ status: 'soaking', soakUntil: event.data.until });
    case 'wave.analysisStarted':
      return () => ({ status: 'analysing' });
    case 'wave.verdictAsked':
      return ({ status }) => ({
        status: 'awaitingVerdict',
        returnTo: status,
      });
    case 'wave.verdictGiven': {
      const { stage, decision, by, reason } = event.data;
      return wave => ({
        status: wave.returnTo ?? wave.status,
        returnTo: undefined,
        [stage]: {
          ...(wave[stage] ?? {
            phase: 'Pending',
            message: 'Nothing was measured',
            metrics: {},
            evidence: [],
            at,
          }),
          verdict: { by, decision, reason, at },
        },
      });
    }
    case 'wave.halted': {
      const { reason, by, cause } = event.data;
      return () => ({
        status: 'halted',
        returnTo: undefined,
        halt: { reason, by, cause, at },
      });
    }
    case 'wave.resumed':
      return ({ round }) => ({
        status: 'activating',
        round: round + 1,
        rolledBack: [],
        leftBehind: event.data.leftBehind,
        // The last one that it went on with.
        ...(event.data.override && { override: event.data.override }),
        halt: undefined,
        returnTo: undefined,
        soakUntil: undefined,
        during: undefined,
        after: undefined,
      });
    case 'wave.finished':
      return () => ({ status: 'done', finishedAt: at });
    case 'wave.skipped':
      return () => ({ status: 'skipped' });
    default:
      return assertNever(event);
  }
}

/** What was taken back from each wave; one that nothing is left of is rolled back as a whole. */
function rolledBack(state: TrainState): TrainState {
  const { rollback } = state;
  const taken = rollback?.layers.flat() ?? [];
  return {
    ...state,
    rollback: undefined,
    waves: state.waves.map(wave => {
      if (!rollback?.waves.includes(wave.id)) {
        return wave;
      }
      const members = membersOf(state, wave);
      const gone = members.filter(
        id => taken.includes(id) || wave.rolledBack.includes(id),
      );
      const partly: WaveStatus = wave.returnTo === 'done' ? 'done' : 'halted';
      return {
        ...wave,
        status: gone.length === members.length ? 'rolledBack' : partly,
        returnTo: undefined,
        rolledBack: gone,
      };
    }),
  };
}

function withWave(
  state: TrainState,
  id: string,
  patch: (wave: WaveState) => Partial<WaveState>,
): TrainState {
  return {
    ...state,
    waves: state.waves.map(wave =>
      wave.id === id ? { ...wave, ...patch(wave) } : wave,
    ),
  };
}

/* istanbul ignore next: only what a newer release has written gets here */
function assertNever(event: never): never {
  throw new Error(
    `Unknown event ${
      (event as { type: string }).type
    }: a newer release wrote it, and only such a one can read it`,
  );
}
