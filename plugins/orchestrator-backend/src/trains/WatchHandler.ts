import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  askedCriteria,
  criterionKind,
  measureObstacle,
  parseDuration,
  SYSTEM_ACTOR,
  TRAIN_PART,
  type AskedCriterion,
  type CriterionCommand,
  type CriterionKind,
  type Postponement,
  type ResultDraft,
  type TrainState,
  metricScope,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow, type Clock } from '../clock';
import {
  analysisResult,
  emptyAnalysisMemory,
  type AnalysisMemory,
  type AnalysisSampler,
  type MetricReader,
} from '../metricSources';
import { ClaimLostError } from '../runs/completeTargets';
import { workItself, type RequestOfClaim } from '../runs/requestOfClaim';
import {
  UNOBSERVED,
  type AttemptEnd,
  type AttemptObserver,
} from '../work/AttemptObserver';
import type { WorkHandler } from '../work/WorkHandler';
import type { Claim } from '../work/WorkTransport';
import type { Watch } from './TrainRecords';
import type { TrainService, WatchResult } from './TrainService';
import {
  formatSubject,
  isWatched,
  parseSubject,
  subjectOf,
  type WatchSubject,
} from './watches';

/** What doesn't pass is looked at again so often; what passes, in case it changes. */
const RECHECK_MS = { open: 30_000, passed: 5 * 60_000 };
/** A success metric that could not be measured is tried again so often. */
const REMEASURE_MS = 5 * 60_000;
/** An analysis without a next sample that still has a say is asked for again after so long. */
const IDLE_MS = 30_000;

const LOOKED: AttemptEnd = { outcome: 'looked' };

/** What is kept of an analysis. */
interface AnalysisRecords extends AnalysisMemory {
  startedAt: string;
  /** It has its verdict: the next look begins another one. */
  ended?: boolean;
  /** There was one before it, whose verdict counts until this one has its own. */
  again?: boolean;
}

/** What a collector looks at. */
export interface CollectContext extends AskedCriterion {
  train: TrainState;
  signal: AbortSignal;
  /** What it has kept of the times before, see `Collected`. */
  records: unknown;
}

/** What a collector has found. */
export interface Collected {
  /** Absent: nothing could be looked at now, and what was found before stays as it is. */
  draft?: ResultDraft;
  /** Why nothing could be looked at. */
  postponed?: Postponement;
  /** Kept for the next time. */
  records?: unknown;
  /** When to look again; without it the handler says so. `never`: only where somebody asks. */
  nextAt?: string | 'never';
}

/**
 * Finds the result of a criterion of one kind.
 *
 * @remarks What can't be found out is a result, too: `error`, with a sentence.
 */
export type Collector = (context: CollectContext) => Promise<Collected>;

/** Looks at metrics of waves, at success metrics and at the evidence of criteria, again and again. */
export class WatchHandler implements WorkHandler {
  readonly #service: Pick<TrainService, 'readWatch' | 'completeWatch'>;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #sampler: AnalysisSampler;
  readonly #reader: Pick<MetricReader, 'measureSuccess'>;
  readonly #collectors: Partial<Record<CriterionKind, Collector>>;
  readonly #attempts: AttemptObserver;
  readonly #requestOf: RequestOfClaim;

  constructor(options: {
    service: Pick<TrainService, 'readWatch' | 'completeWatch'>;
    clock: Clock;
    logger: LoggerService;
    sampler: AnalysisSampler;
    reader: Pick<MetricReader, 'measureSuccess'>;
    /** By kind; `analysis` is looked after here. */
    collectors: Partial<Record<CriterionKind, Collector>>;
    attempts?: AttemptObserver;
    /** On whose behalf what came of a claim is told. */
    requestOf?: RequestOfClaim;
  }) {
    this.#service = options.service;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#sampler = options.sampler;
    this.#reader = options.reader;
    this.#collectors = options.collectors;
    this.#attempts = options.attempts ?? UNOBSERVED;
    this.#requestOf = options.requestOf ?? workItself;
  }

  async execute(claim: Claim, signal: AbortSignal): Promise<void> {
    const { runId, targetId: subject = '' } = claim.item;
    const found = await this.#service.readWatch(runId, subject);
    const result =
      found && found.watch.workId === claim.item.id
        ? await this.#look(found.train, found.watch, signal)
        : undefined;
    if (signal.aborted) {
      throw new ClaimLostError(claim);
    }
    await this.#service.completeWatch(
      claim,
      subject,
      result ?? { record: () => {}, records: {} },
      this.#requestOf(claim),
    );
  }

  async #look(
    train: TrainState,
    watch: Watch,
    signal: AbortSignal,
  ): Promise<WatchResult | undefined> {
    const about = parseSubject(watch.subject);
    switch (about.kind) {
      case 'wave':
        return this.#sampleWave(train, about, watch, signal);
      case 'gate':
        return this.#collect(train, about, watch, signal);
      default:
        return this.#measureSuccess(train, about.metric, signal);
    }
  }

  /** @returns undefined where there is nothing to measure any more */
  async #measureSuccess(
    train: TrainState,
    id: string,
    signal: AbortSignal,
  ): Promise<WatchResult | undefined> {
    const metric = train.manifest.spec.success.find(one => one.id === id);
    if (!metric?.query || measureObstacle(train, id) !== undefined) {
      return undefined;
    }
    const { title, server, query, product } = metric;
    const { evidence, ...answer } = await this.#attempts.observe(
      { stage: 'watch.success', signal },
      () =>
        this.#reader.measureSuccess(
          { title, server, query },
          metricScope(train, { product }),
          signal,
        ),
      found => ('error' in found ? unmeasured(found.error) : LOOKED),
    );
    // No JSON holds it, and no target is reached by it.
    const found =
      'value' in answer && !Number.isFinite(answer.value)
        ? { error: `The query answers ${answer.value}` }
        : answer;
    return {
      records: {},
      nextAt: 'error' in found ? this.#after(REMEASURE_MS) : undefined,
      record: transaction =>
        transaction.command({
          type: 'reportSuccess',
          id,
          result: found,
          source: { server, evidence },
          by: SYSTEM_ACTOR.ref,
        }),
    };
  }

  async #sampleWave(
    train: TrainState,
    { wave: id, stage, round }: Extract<WatchSubject, { kind: 'wave' }>,
    watch: Watch,
    signal: AbortSignal,
  ): Promise<WatchResult | undefined> {
    const spec = train.manifest.spec.waves.find(wave => wave.id === id);
    const wave = train.waves.find(candidate => candidate.id === id);
    if (!spec || !wave) {
      return undefined;
    }
    if (wave.round !== round) {
      // The wave was resumed since: what this round has measured is kept for its charts, and nothing is added.
      return { records: watch.records, record: () => {} };
    }
    const { memory, startedAt } = this.#analysisOf(watch);
    const { assessment, nextAt, ...progress } = await this.#attempts.observe(
      { stage: 'watch.wave', signal },
      () =>
        this.#sampler.sample(
          {
            metrics: spec.analysis[stage],
            memory,
            startedAt,
            // Samples go on to be taken while a person thinks.
            afterVerdict: wave.status === 'awaitingVerdict',
          },
          metric => metricScope(train, { product: metric.product, wave: id }),
          signal,
        ),
      sampled =>
        errorsIn(sampled.memory) > errorsIn(memory)
          ? unmeasured(sampled.assessment.message)
          : LOOKED,
    );
    const records: AnalysisRecords = { ...progress.memory, startedAt };
    return {
      records,
      nextAt: nextAt ?? this.#after(IDLE_MS),
      record: transaction =>
        transaction.command({
          type: 'recordAnalysis',
          wave: id,
          stage,
          round,
          phase: assessment.phase,
          message: assessment.message,
          metrics: assessment.metrics,
          judged: judgedOf(progress.memory),
          evidence: Object.values(progress.memory.evidence).flat(),
        }),
    };
  }

  async #collect(
    train: TrainState,
    about: Extract<WatchSubject, { kind: 'gate' }>,
    watch: Watch,
    signal: AbortSignal,
  ): Promise<WatchResult | undefined> {
    const asked = askedCriteria(train).find(
      one => formatSubject(subjectOf(one)) === watch.subject,
    );
    if (!asked) {
      return undefined;
    }
    const found = await this.#attempts.observe(
      { stage: 'watch.gate', signal },
      () => this.#found({ ...asked, train, signal, records: watch.records }),
      endOf,
    );
    const {
      draft,
      records = {},
      nextAt = this.#recheck(train, asked, draft),
    } = found;
    return {
      records,
      nextAt: nextAt === 'never' ? undefined : nextAt,
      record: transaction => {
        const command = commandFor(about, found);
        if (!command) {
          return;
        }
        if (about.part === TRAIN_PART) {
          transaction.commandGate(about.gate, command);
        } else {
          transaction.commandProduct(about.part, command);
        }
      },
    };
  }

  async #found(context: CollectContext): Promise<Collected> {
    const kind = criterionKind(context.criterion);
    try {
      if (context.criterion.analysis) {
        return await this.#analyse(context);
      }
      const collector = this.#collectors[kind];
      if (!collector) {
        throw new Error(`Nothing here collects evidence of the kind ${kind}`);
      }
      return await collector(context);
    } catch (error) {
      if (context.signal.aborted) {
        throw error;
      }
      const summary = error instanceof Error ? error.message : String(error);
      this.#logger.warn(
        `Evidence of ${context.criterion.id} (${kind}) of train ${context.train.id} could not be collected: ${summary}`,
      );
      return { draft: { status: 'error', summary, evidence: [] } };
    }
  }

  async #analyse({
    train,
    criterion,
    product,
    signal,
    records,
  }: CollectContext): Promise<Collected> {
    const { memory, startedAt, again } = this.#analysisOf({ records });
    const { metrics = [] } = criterion.analysis ?? {};
    const progress = await this.#sampler.sample(
      { metrics, memory, startedAt },
      metric => metricScope(train, { product: metric.product ?? product }),
      signal,
    );
    const { nextAt } = progress;
    const ended = nextAt === undefined;
    const kept: AnalysisRecords = {
      ...progress.memory,
      startedAt,
      ended,
      again,
    };
    return {
      draft: again && !ended ? undefined : analysisResult(metrics, progress),
      records: kept,
      nextAt,
    };
  }

  #analysisOf({ records }: Pick<Watch, 'records'>): {
    memory: AnalysisMemory;
    startedAt: string;
    again: boolean;
  } {
    const kept = records as Partial<AnalysisRecords>;
    if (kept.ended) {
      return {
        memory: emptyAnalysisMemory(),
        startedAt: isoNow(this.#clock),
        again: true,
      };
    }
    return {
      again: kept.again ?? false,
      memory:
        kept.records && kept.evidence
          ? { records: kept.records, evidence: kept.evidence }
          : emptyAnalysisMemory(),
      startedAt: kept.startedAt ?? isoNow(this.#clock),
    };
  }

  /** A result is looked at again before it is too old: what was a GO stays one as long as it deserves it. */
  #recheck(
    train: TrainState,
    asked: AskedCriterion,
    draft: ResultDraft | undefined,
  ): string {
    if (!isWatched(train, asked, isoNow(this.#clock))) {
      return 'never';
    }
    const { validFor } = asked.criterion;
    return this.#after(
      Math.min(
        draft?.status === 'pass' ? RECHECK_MS.passed : RECHECK_MS.open,
        validFor === undefined ? Infinity : parseDuration(validFor) / 2,
      ),
    );
  }

  #after(ms: number): string {
    return new Date(this.#clock.now().getTime() + ms).toISOString();
  }
}

/** What a look at the evidence of a criterion came to. */
function endOf({ draft, postponed }: Collected): AttemptEnd {
  if (draft?.status === 'error') {
    return {
      outcome: 'failed',
      failure: {
        class: 'transient',
        code: 'notCollected',
        message: draft.summary,
      },
    };
  }
  return postponed ? { outcome: 'putOff' } : LOOKED;
}

function unmeasured(message: string): AttemptEnd {
  return {
    outcome: 'failed',
    failure: { class: 'transient', code: 'notMeasured', message },
  };
}

/** How many samples could not be taken so far. */
function errorsIn({ records }: AnalysisMemory): number {
  return Object.values(records).reduce((sum, { error }) => sum + error, 0);
}

/** What a look has found, as a command; undefined where it has nothing to say. */
function commandFor(
  { gate, criterion }: Extract<WatchSubject, { kind: 'gate' }>,
  { draft, postponed }: Collected,
): CriterionCommand | undefined {
  const place = { gate, criterion };
  if (draft) {
    return {
      ...place,
      type: 'record',
      result: draft,
      by: SYSTEM_ACTOR.ref,
    };
  }
  return postponed && { ...place, type: 'postpone', postponed };
}

/** Metrics of which a sample was a success or a failure. */
function judgedOf({ records }: AnalysisMemory): string[] {
  return Object.entries(records)
    .filter(([_name, { successful, failed }]) => successful + failed > 0)
    .map(([name]) => name)
    .sort();
}
