import { ANA, refsOf, SIGNERS } from '../people';
import {
  looked,
  onCriterion,
  onGate,
  REASON,
  some,
  someCell,
  type Act,
  type ActContext,
} from './Act';

export const sign: Act = context =>
  signAs(context, context.random.pick(SIGNERS), 'approved');

/** Who made the train must not sign it. */
export const signAsAuthor: Act = context => signAs(context, ANA, 'approved');

export const reject: Act = context =>
  signAs(context, context.random.pick(SIGNERS), 'rejected');

export const signCriterion: Act = context => {
  const { random, view } = context;
  const cell = someCell(context, ({ kind }) => kind === 'signOff');
  const by = random.pick([...SIGNERS, ...SIGNERS, ANA]);
  return (
    cell &&
    onCriterion(context, cell, {
      type: 'signCriterion',
      decision: random.pick(['approved', 'approved', 'approved', 'rejected']),
      comment: REASON,
      evidenceDigest: looked(
        context,
        `${cell.gate} ${cell.part}`,
        cell.subjectDigest,
      ),
      by,
      ownershipRefs: refsOf(by, view.train),
    })
  );
};

export const withdraw: Act = context => {
  const { random, view } = context;
  const by = random.pick(SIGNERS);
  const gate = some(random, [...view.gates.keys()]);
  return gate === undefined
    ? undefined
    : onGate(context, gate, { type: 'withdrawSignOff', by });
};

export const reopen: Act = context => {
  const gate = [...context.view.gates.values()].find(
    ({ status }) => status === 'noGo',
  );
  return (
    gate &&
    onGate(context, gate.id, { type: 'reopen', by: ANA, reason: REASON })
  );
};

function signAs(
  context: ActContext,
  by: string,
  decision: 'approved' | 'rejected',
): ReturnType<Act> {
  const { random, view } = context;
  const board = some(random, view.board);
  return (
    board &&
    onGate(context, board.gate.id, {
      type: 'sign',
      decision,
      comment: REASON,
      evidenceDigest: looked(context, board.gate.id, board.standing.digest),
      by,
      ownershipRefs: refsOf(by, view.train),
    })
  );
}
