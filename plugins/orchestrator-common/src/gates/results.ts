import type { MetricPhase } from '../analysis';
import type { CheckKind, GateCriterion } from '../manifest';
import type {
  ChecklistTick,
  CommunicationState,
  EvidenceLink,
  MeasuredFigures,
  RehearsalState,
  ResultDraft,
} from '../model';
import { parseDuration } from '../pacing';
import type { Score } from '../scoring';
import { measuredScore } from './measured';
import {
  isOutdated,
  isTicked,
  overdueSince,
  type ProductCheck,
  type TickItem,
} from './tickItems';

/** What a criterion of one kind says. @public */
export type CriterionSpec<K extends keyof GateCriterion> = NonNullable<
  GateCriterion[K]
>;

/**
 * A checklist passes when all of its items are ticked as they are now, each with its evidence where that is asked; so do
 * the checks and risks of a product. What is late stays open, and its summary says so.
 *
 * @public
 */
export function resultOfChecklist(
  items: readonly (TickItem | ProductCheck)[],
  ticks: Record<string, ChecklistTick>,
  now: string,
): ResultDraft & { at?: string } {
  const done = items.filter(item => isTicked(item, ticks[item.id]));
  const open = items.filter(item => !done.includes(item));
  const at = Object.values(ticks)
    .map(tick => tick.at)
    .sort()
    .at(-1);
  return {
    status: open.length === 0 ? 'pass' : 'pending',
    summary:
      open.length === 0
        ? `All ${items.length} are done`
        : `${done.length} of ${items.length} are done; open: ${open
            .map(item => describeOpen(item, ticks[item.id], now))
            .join(', ')}`,
    evidence: done.flatMap(({ id }) => ticks[id].evidence),
    ...(at !== undefined && { at }),
  };
}

/** An item that is open: by when it should be done, and whether somebody has ticked what it said before. */
function describeOpen(
  item: TickItem | ProductCheck,
  tick: ChecklistTick | undefined,
  now: string,
): string {
  const due = 'due' in item ? item.due : undefined;
  const late = overdueSince(item, now);
  const notes = [
    late !== undefined && `overdue since ${late}`,
    late === undefined && due !== undefined && `due ${due}`,
    isOutdated(item, tick) && 'it has changed since it was ticked',
  ].filter(note => note !== false);
  return notes.length > 0 ? `${item.title} (${notes.join('; ')})` : item.title;
}

const NOUNS: Record<CheckKind, string> = {
  legal: 'legal checks',
  commercial: 'commercial checks',
  risk: 'risks',
};

/** A product passes that has none of the checks and risks that are asked for, and its result says so. @public */
export function resultOfChecks(
  { kinds }: CriterionSpec<'checks'>,
  items: readonly (TickItem | ProductCheck)[],
  ticks: Record<string, ChecklistTick>,
  now: string,
): ResultDraft & { at?: string } {
  return items.length > 0
    ? resultOfChecklist(items, ticks, now)
    : {
        status: 'pass',
        summary: `There is nothing to tick: the product has no ${kinds
          .map(kind => NOUNS[kind])
          .join(', no ')}`,
        evidence: [],
      };
}

const STATUS_OF_PHASE = {
  Successful: 'pass',
  Failed: 'fail',
  Error: 'error',
  Inconclusive: 'inconclusive',
  Aborted: 'aborted',
  Pending: 'pending',
  Running: 'pending',
} as const;

/**
 * An analysis passes when it is Successful; Aborted and Inconclusive are no pass. Rule: semantics, section 1.
 *
 * @public
 */
export function resultOfAnalysis(
  assessment: {
    phase: MetricPhase;
    message: string;
    metrics: Record<string, MetricPhase>;
  },
  evidence: EvidenceLink[],
  measured?: MeasuredFigures,
): ResultDraft {
  return {
    status: STATUS_OF_PHASE[assessment.phase],
    summary: assessment.message,
    evidence,
    ...(measured && { measured }),
    facts: { phase: assessment.phase, metrics: { ...assessment.metrics } },
  };
}

/** A score says for itself what it is. Rule: semantics, section 2. @public */
export function resultOfScore(
  score: Score,
  evidence: EvidenceLink[],
): ResultDraft {
  const failed = score.indicators.filter(({ status }) => status === 'fail');
  return {
    status: score.result,
    summary: `${Math.round(score.score * 10) / 10} of 100${
      failed.length > 0
        ? `; failed: ${failed.map(({ indicator }) => indicator).join(', ')}`
        : ''
    }`,
    evidence,
    measured: measuredScore(score),
    facts: {
      result: score.result,
      indicators: score.indicators.map(({ indicator, status }) => ({
        indicator,
        status,
      })),
    },
  };
}

/** A policy passes when it allows; without an answer it is an error, never a pass. @public */
export function resultOfPolicy(
  answer: { allow: boolean; reasons: string[] } | { error: string },
  evidence: EvidenceLink[],
): ResultDraft {
  if ('error' in answer) {
    return { status: 'error', summary: answer.error, evidence };
  }
  return {
    status: answer.allow ? 'pass' : 'fail',
    summary: answer.allow
      ? 'The policy allows it'
      : `The policy denies it: ${
          answer.reasons.join('; ') || 'it says no reason'
        }`,
    evidence,
    facts: { allow: answer.allow, reasons: answer.reasons },
  };
}

/** The newest run of a sweep, as far as a gate looks at it. @public */
export interface SweepRunFacts {
  id: string;
  status: string;
  outcome?: string;
  url: string;
}

/** A sweep passes with an outcome that is accepted; while it runs, the train waits for it. @public */
export function resultOfSweep(
  { name, accept }: CriterionSpec<'sweep'>,
  run: SweepRunFacts | undefined,
): ResultDraft {
  if (!run) {
    return {
      status: 'pending',
      summary: `No run of ${name} since the train was planned: start one, or name an earlier one by its id`,
      evidence: [],
    };
  }
  const ended = run.outcome !== undefined || run.status === 'cancelled';
  const accepted = accept.some(outcome => outcome === run.outcome);
  const other = ended ? 'fail' : 'pending';
  return {
    status: accepted ? 'pass' : other,
    summary: `${name} is ${run.status}${run.outcome ? `: ${run.outcome}` : ''}`,
    evidence: [{ title: name, url: run.url }],
    facts: { run: run.id, status: run.status, outcome: run.outcome ?? 'none' },
  };
}

/**
 * Rehearsals count for the release and the steps that were rehearsed, and only with the rollback where that is asked.
 *
 * @param product - left out: every product that a rehearsal names
 * @param steps - digests of the steps as they are now, by product; what a rehearsal doesn't know of isn't compared
 * @public
 */
export function resultOfRehearsals(
  wanted: { id: string; title: string; rollback: boolean }[],
  done: RehearsalState[],
  releases: Record<string, string>,
  product?: string,
  within?: string,
  steps: Record<string, string> = {},
): ResultDraft {
  const now = { releases, steps };
  const findings = wanted.map(rehearsal => {
    const record = done.find(({ id }) => id === rehearsal.id);
    return {
      rehearsal,
      record,
      problem: rehearsalProblem(rehearsal, record, now, product, within),
    };
  });
  const bad = findings.filter(({ problem }) => problem !== undefined);
  const failed = bad.some(({ record }) => record?.status === 'failed');
  const notYet = failed ? 'fail' : 'pending';
  return {
    status: bad.length === 0 ? 'pass' : notYet,
    summary:
      bad.length === 0
        ? `Rehearsed: ${wanted.map(({ title }) => title).join(', ')}`
        : bad.map(({ problem }) => problem).join('; '),
    evidence: findings.flatMap(({ record }) => record?.evidence ?? []),
    facts: findings.map(({ rehearsal, record }) => ({
      rehearsal: rehearsal.id,
      status: record?.status ?? 'none',
      finishedAt: record?.finishedAt ?? 'never',
      releases: record?.releases ?? {},
      ...(record?.steps && { steps: record.steps }),
    })),
  };
}

function rehearsalProblem(
  { title, rollback }: { title: string; rollback: boolean },
  record: RehearsalState | undefined,
  now: { releases: Record<string, string>; steps: Record<string, string> },
  product: string | undefined,
  within: string | undefined,
): string | undefined {
  if (record?.status !== 'passed') {
    return `${title} ${
      record === undefined ? 'was not rehearsed' : `is ${record.status}`
    }`;
  }
  if (rollback && !record.rollback) {
    return `${title} was rehearsed without its rollback`;
  }
  const asked =
    product === undefined ? Object.keys(record.releases) : [product];
  const other = asked.find(id => record.releases[id] !== now.releases[id]);
  if (other !== undefined) {
    return record.releases[other] === undefined
      ? `${title} was rehearsed without ${other}`
      : `${title} was rehearsed with ${record.releases[other]} of ${other}, not with ${now.releases[other]}`;
  }
  const changed = asked.find(
    id =>
      record.steps?.[id] !== undefined && record.steps[id] !== now.steps[id],
  );
  if (changed !== undefined) {
    return `${title} was rehearsed with other steps of ${changed}: its activation, rollback or runbooks have changed since`;
  }
  return within !== undefined &&
    (record.durationMs ?? Infinity) > parseDuration(within)
    ? `${title} took longer than ${within}`
    : undefined;
}

/** Passes when so many people are named as on call for the time of the departure. @public */
export function resultOfOnCall(
  { required }: CriterionSpec<'onCall'>,
  people: string[],
  evidence: EvidenceLink[],
): ResultDraft {
  const named = [...new Set(people)];
  return {
    status: named.length >= required ? 'pass' : 'fail',
    summary:
      named.length > 0
        ? `On call: ${named.join(', ')}`
        : 'Nobody is named as on call',
    evidence,
    facts: { people: named },
  };
}

/** Passes when all of the communications are approved, or have gone out. @public */
export function resultOfCommunications(
  { communications }: CriterionSpec<'communications'>,
  states: CommunicationState[],
): ResultDraft {
  const open = communications.filter(
    id =>
      !states.some(
        state =>
          state.id === id &&
          ['approved', 'sending', 'sent'].includes(state.status),
      ),
  );
  return {
    status: open.length === 0 ? 'pass' : 'pending',
    summary:
      open.length === 0
        ? `Approved: ${communications.join(', ')}`
        : `Not approved: ${open.join(', ')}`,
    evidence: [],
    facts: states
      .filter(({ id }) => communications.includes(id))
      .map(({ id, digest, approvedBy }) => ({
        id,
        digest,
        approvedBy: approvedBy ?? 'nobody',
      })),
  };
}

/** A flag as it was tried out. @public */
export interface FlagTest {
  flag: string;
  /** When it was turned on and seen to be on. */
  testedAt?: string;
  /** How long a client took to see the kill switch; absent: it wasn't thrown. */
  killedWithinMs?: number;
  /** When it became another flag than was tried; absent: it is the same. */
  changedAt?: string;
}

/** Passes when each flag is there and was tried as it is now, its kill switch included, and clients saw it soon enough. @public */
export function resultOfFlags(
  { flags, killSwitch, within }: CriterionSpec<'flagsTested'>,
  tests: FlagTest[],
  evidence: EvidenceLink[],
): ResultDraft {
  const limit = parseDuration(within);
  const problems = flags.flatMap(flag => {
    const test = tests.find(one => one.flag === flag);
    if (!test) {
      return [`${flag} is not there`];
    }
    if (test.testedAt === undefined) {
      return [`${flag} was not tried`];
    }
    if (test.changedAt !== undefined) {
      return [
        `${flag} was changed at ${test.changedAt}, after its trial: try it again`,
      ];
    }
    if (!killSwitch) {
      return [];
    }
    if (test.killedWithinMs === undefined) {
      return [`the kill switch of ${flag} was not tried`];
    }
    return test.killedWithinMs > limit
      ? [
          `the kill switch of ${flag} took ${test.killedWithinMs} ms, more than ${within}`,
        ]
      : [];
  });
  return {
    status: problems.length === 0 ? 'pass' : 'fail',
    summary:
      problems.length === 0
        ? `Tried: ${flags.join(', ')}`
        : problems.join('; '),
    evidence,
    facts: tests.map(({ flag, testedAt, killedWithinMs, changedAt }) => ({
      flag,
      testedAt: testedAt ?? 'never',
      killedWithinMs: killedWithinMs ?? 'never',
      ...(changedAt !== undefined && { changedAt }),
    })),
  };
}

/** A dashboard or an alert, and what it answered. @public */
export interface DashboardProbe {
  /** Left out: a dashboard. */
  kind?: 'alert';
  title: string;
  url: string;
  /** HTTP status; absent: no answer. */
  status?: number;
}

/**
 * Passes when enough dashboards and alerts are linked and every one of them answers.
 *
 * @public
 */
export function resultOfDashboards(
  // A manifest of an earlier release asks for no alerts.
  {
    atLeast,
    alerts = 0,
  }: Pick<CriterionSpec<'dashboards'>, 'atLeast'> &
    Partial<CriterionSpec<'dashboards'>>,
  probes: DashboardProbe[],
): ResultDraft {
  const answers = ({ status }: DashboardProbe) =>
    status !== undefined && status >= 200 && status < 400;
  const silent = probes.filter(probe => !answers(probe));
  const alertsLinked = probes.filter(({ kind }) => kind === 'alert').length;
  const dashboardsLinked = probes.length - alertsLinked;
  const missing = [
    ...(dashboardsLinked < atLeast
      ? [`${dashboardsLinked} linked, ${atLeast} asked for`]
      : []),
    ...(alertsLinked < alerts
      ? [`${alertsLinked} alerts linked, ${alerts} asked for`]
      : []),
  ];
  const answered =
    silent.length > 0
      ? `No answer from ${silent
          .map(({ title, status }) => `${title} (${status ?? 'nothing'})`)
          .join(', ')}`
      : `All ${probes.length} answer`;
  return {
    status: missing.length === 0 && silent.length === 0 ? 'pass' : 'fail',
    summary: missing.length === 0 ? answered : missing.join('; '),
    evidence: probes.map(({ title, url }) => ({ title, url })),
    facts: probes.map(probe => ({
      url: probe.url,
      answers: answers(probe),
      ...(probe.kind && { kind: probe.kind }),
    })),
  };
}
