import { analysisConsequence } from '../analysis';
import type { TrainEvent } from '../events';
import type { TrainMetric, TrainWave } from '../manifest';
import {
  SYSTEM_ACTOR,
  type IncidentSeverity,
  type TrainState,
  type WaveAnalysis,
  type WaveState,
} from '../model';
import { parseDuration } from '../pacing';
import type { TrainAdvance, TrainDirective } from './advanceTrain';
import { gatesBefore } from './decideTrain';
import { passedOverride, waveObstacles } from './obstacles';
import { rollbackScope } from './rollbackScope';
import { activationOf, currentWave, type TrainContext } from './trainContext';
import { leftBehind, membersOf } from './waveMembers';

const NOTHING: TrainAdvance = { events: [], start: [] };
const AUTOMATIC_SEVERITY: IncidentSeverity = 'sev2';

/** What goes on in the wave under way, or which wave is next. */
export function advanceWave(
  state: TrainState,
  context: TrainContext,
): TrainAdvance {
  const wave = currentWave(state);
  if (!wave || wave.status === 'done') {
    return startNext(state, context);
  }
  const spec = state.manifest.spec.waves.find(({ id }) => id === wave.id)!;
  switch (wave.status) {
    case 'activating':
      return (
        heedAnalysis(state, wave, spec, 'during') ??
        heedFailures(state, wave, spec, context) ??
        activate(state, wave, spec, context)
      );
    case 'soaking':
      return (
        heedAnalysis(state, wave, spec, 'during') ??
        soak(state, wave, spec, context)
      );
    case 'analysing':
      return (
        heedAnalysis(state, wave, spec, 'after') ??
        (settled(wave.after) ? finished(wave) : watching(wave, spec))
      );
    case 'awaitingVerdict':
      // Metrics keep being sampled while a person thinks, and one that fails meanwhile halts.
      return (
        heedFailed(
          state,
          wave,
          spec,
          wave.returnTo === 'analysing' ? 'after' : 'during',
        ) ?? watching(wave, spec)
      );
    default:
      return NOTHING;
  }
}

function happens(...events: TrainEvent[]): TrainAdvance {
  return { events, start: [] };
}

function startNext(state: TrainState, context: TrainContext): TrainAdvance {
  const next = state.waves[(state.currentWave ?? -1) + 1];
  if (!next) {
    return happens({
      type: 'train.closingStarted',
      data: { reason: 'All waves are done' },
    });
  }
  if (state.pause) {
    return NOTHING;
  }
  const obstacles = waveObstacles(state, next, context);
  if (obstacles.length > 0) {
    const wakeAt = obstacles.flatMap(({ until }) => until ?? []).sort()[0];
    return { ...NOTHING, ...(wakeAt !== undefined && { wakeAt }) };
  }
  const override = passedOverride(state, context);
  const behind = leftBehind(state, next);
  return happens({
    type: 'wave.started',
    data: {
      id: next.id,
      gates: gatesBefore(state, next.id, context),
      ...(override && { override }),
      ...(behind.length > 0 && { leftBehind: behind }),
    },
  });
}

/** Layer after layer, so that no product is activated before what it needs. */
function activate(
  state: TrainState,
  wave: WaveState,
  spec: TrainWave,
  context: TrainContext,
): TrainAdvance {
  const statusOf = (id: string) => activationOf(context, wave.id, id).status;
  const members = membersOf(state, wave);
  const layer = state.plan.layers
    .map(ids => ids.filter(id => members.includes(id)))
    .find(ids => ids.some(id => statusOf(id) !== 'active'));
  if (!layer) {
    return happens({
      type: 'wave.soakStarted',
      data: {
        id: wave.id,
        until: new Date(
          Date.parse(context.now) + parseDuration(spec.soak),
        ).toISOString(),
      },
    });
  }
  const room =
    spec.maxParallel - layer.filter(id => statusOf(id) === 'activating').length;
  const products = [
    // What was held back between two steps goes on, and had its room already.
    ...layer.filter(id => activationOf(context, wave.id, id).idle),
    ...layer
      .filter(id => ['pending', 'failed', 'rolledBack'].includes(statusOf(id)))
      .slice(0, Math.max(0, room)),
  ];
  return {
    events: [],
    start: [
      ...(products.length > 0 && !state.pause
        ? [
            {
              type: 'activate' as const,
              wave: wave.id,
              round: wave.round,
              products,
            },
          ]
        : []),
      ...watching(wave, spec).start,
    ],
  };
}

/** A product whose activation has failed for good halts its wave. */
function heedFailures(
  state: TrainState,
  wave: WaveState,
  spec: TrainWave,
  context: TrainContext,
): TrainAdvance | undefined {
  const failed = wave.products.filter(id => {
    const { status, round } = activationOf(context, wave.id, id);
    return (
      status === 'rollbackFailed' ||
      (status === 'failed' && round === wave.round)
    );
  });
  return failed.length > 0
    ? halted(
        state,
        wave,
        spec,
        'activation',
        `Activation failed: ${failed.join(', ')}`,
        failed,
      )
    : undefined;
}

function soak(
  state: TrainState,
  wave: WaveState,
  spec: TrainWave,
  context: TrainContext,
): TrainAdvance {
  if (wave.soakUntil !== undefined && context.now < wave.soakUntil) {
    return { ...watching(wave, spec), wakeAt: wave.soakUntil };
  }
  if (state.pause) {
    return watching(wave, spec);
  }
  // A wave that nobody has measured is not shown to be well.
  const unshown = unmeasured(wave.during, spec.analysis.during);
  if (unshown.length > 0) {
    return happens({
      type: 'wave.verdictAsked',
      data: {
        id: wave.id,
        reason: `Nothing was measured during the soak that could be judged: ${unshown.join(
          ', ',
        )}`,
      },
    });
  }
  return spec.analysis.after.length > 0
    ? happens({ type: 'wave.analysisStarted', data: { id: wave.id } })
    : finished(wave);
}

/** What the analysis of a stage does to its wave. Rule: semantics, section 1. */
function heedAnalysis(
  state: TrainState,
  wave: WaveState,
  spec: TrainWave,
  stage: 'during' | 'after',
): TrainAdvance | undefined {
  const analysis = wave[stage];
  const asks =
    analysis !== undefined &&
    analysis.verdict === undefined &&
    analysisConsequence(analysis.phase) === 'pause';
  return (
    heedFailed(state, wave, spec, stage) ??
    (asks
      ? happens({
          type: 'wave.verdictAsked',
          data: { id: wave.id, reason: analysis.message },
        })
      : undefined)
  );
}

function heedFailed(
  state: TrainState,
  wave: WaveState,
  spec: TrainWave,
  stage: 'during' | 'after',
): TrainAdvance | undefined {
  const analysis = wave[stage];
  if (
    analysis === undefined ||
    analysisConsequence(analysis.phase) !== 'halt'
  ) {
    return undefined;
  }
  return halted(
    state,
    wave,
    spec,
    'analysis',
    analysis.message,
    concerned(analysis, spec.analysis[stage], membersOf(state, wave)),
  );
}

/** The products that failed metrics are about; all of the wave, where one doesn't say. */
function concerned(
  analysis: WaveAnalysis,
  metrics: TrainMetric[],
  members: string[],
): string[] {
  const bad = metrics.filter(
    ({ name, dryRun }) =>
      !dryRun && ['Failed', 'Error'].includes(analysis.metrics[name]),
  );
  const named = bad.flatMap(({ product }) => product ?? []);
  return bad.length === 0 || named.length < bad.length
    ? members
    : [...new Set(named)];
}

/** A halt opens an incident, and takes the products back with all that is coupled to them, where the plan says so. */
function halted(
  state: TrainState,
  wave: WaveState,
  spec: TrainWave,
  cause: 'analysis' | 'activation',
  reason: string,
  products: string[],
): TrainAdvance {
  const by = SYSTEM_ACTOR.ref;
  return happens(
    { type: 'wave.halted', data: { id: wave.id, reason, by, cause } },
    {
      type: 'incident.opened',
      data: {
        id: `${wave.id}-${wave.round}`,
        title: `${wave.title}: ${reason}`,
        severity: AUTOMATIC_SEVERITY,
        wave: wave.id,
        products,
        openedBy: by,
        cause,
      },
    },
    ...(spec.onFailure === 'rollback'
      ? [
          {
            type: 'rollback.started' as const,
            data: {
              by,
              reason,
              whole: false,
              ...rollbackScope(state, [wave], products),
            },
          },
        ]
      : []),
  );
}

function finished(wave: WaveState): TrainAdvance {
  return happens({ type: 'wave.finished', data: { id: wave.id } });
}

/** The metrics that are sampled at this point of a wave. */
function watching(wave: WaveState, spec: TrainWave): TrainAdvance {
  const stage =
    wave.status === 'analysing' || wave.returnTo === 'analysing'
      ? 'after'
      : 'during';
  const start: TrainDirective[] =
    spec.analysis[stage].length > 0
      ? [{ type: 'analyse', wave: wave.id, stage }]
      : [];
  return { events: [], start };
}

/**
 * Binding metrics that have shown nothing yet; none, once a person has said how to go on. A sample that is an error or
 * inconclusive shows nothing. Rule: semantics, section 1.
 */
function unmeasured(
  analysis: WaveAnalysis | undefined,
  metrics: TrainMetric[],
): string[] {
  const binding = metrics
    .filter(({ dryRun }) => !dryRun)
    .map(({ name }) => name);
  if (analysis === undefined) {
    return binding;
  }
  const { verdict, phase, judged } = analysis;
  if (verdict !== undefined) {
    return [];
  }
  // What an earlier release has written down says only whether there was a sample.
  const shown = judged ?? (phase === 'Pending' ? [] : binding);
  return binding.filter(name => !shown.includes(name));
}

function settled(analysis: WaveAnalysis | undefined): boolean {
  return (
    analysis !== undefined &&
    (analysis.phase === 'Successful' ||
      analysis.verdict?.decision === 'proceed')
  );
}
