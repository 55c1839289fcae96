import type { ResultDraft } from '@backstage-orchestrator/plugin-orchestrator-common';
import { ANA, CARL, PIPELINE, refsOf, SIGNERS } from '../people';
import {
  later,
  onCriterion,
  REASON,
  refreshed,
  someCell,
  type Act,
} from './Act';

export const report: Act = context => {
  const { random } = context;
  const cell = someCell(context, ({ kind }) => kind === 'ci');
  const status = random.pick([
    'pass',
    'pass',
    'pass',
    'pass',
    'pass',
    'warning',
    'fail',
    'pending',
    'inconclusive',
    'aborted',
  ] as const);
  return (
    cell &&
    onCriterion(context, cell, {
      type: 'record',
      result: checksAre(status, random.int(1, 2)),
      by: PIPELINE,
    })
  );
};

/** What a pipeline found. */
export function checksAre(status: ResultDraft['status'], build: number) {
  return {
    status,
    summary: `Build ${build} is ${status}`,
    evidence: [{ title: 'Build', url: `https://ci.example.com/${build}` }],
  };
}

export const tick: Act = context => {
  const { random, view } = context;
  const cell = someCell(context, ({ kind }) => kind === 'checklist');
  const by = random.pick([CARL, CARL, CARL, ANA, ...SIGNERS]);
  return (
    cell &&
    onCriterion(context, cell, {
      type: 'tick',
      item: 'docs',
      done: random.chance(0.9),
      note: 'Seen',
      evidence: [],
      by,
      ownershipRefs: refsOf(by, view.train),
    })
  );
};

export const waive: Act = context => {
  const { random, view } = context;
  const by = random.pick(SIGNERS);
  const cell = someCell(context, ({ blocks }) => blocks);
  return (
    cell &&
    onCriterion(context, cell, {
      type: 'waive',
      reason: REASON,
      expiresAt: later(view, random.int(2, 29)),
      by,
    })
  );
};

export const revokeWaiver: Act = context => {
  const cell = someCell(context, ({ waiver }) => waiver !== undefined);
  return cell && onCriterion(context, cell, { type: 'revokeWaiver', by: ANA });
};

export const giveVerdict: Act = context => {
  const cell = someCell(context, ({ status }) => status === 'inconclusive');
  return (
    cell &&
    onCriterion(context, cell, {
      type: 'giveVerdict',
      status: context.random.pick(['pass', 'pass', 'fail']),
      reason: REASON,
      by: ANA,
    })
  );
};

export const refresh: Act = context => {
  const cell = someCell(context, ({ kind }) =>
    ['onCall', 'analysis'].includes(kind),
  );
  return cell && refreshed(context, cell);
};
