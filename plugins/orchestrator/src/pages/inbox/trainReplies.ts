import {
  TRAIN_PART,
  wordsOf,
  type OrchestratorApi,
  type TrainInboxItem,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { TrainDetail } from '../../data';
import { commandCriterion, type TrainOrder } from '../train/TrainContext';
import { checkOf, criterionOf, messageOf } from './asked';
import type { Replies } from './replies';

/** What a kind of question takes as an answer, and what the answer binds to. */
interface TrainReplies extends Replies<TrainInboxItem> {
  /** What an answer binds to, as the train has it. */
  bound?: (item: TrainInboxItem, detail: TrainDetail) => string | undefined;
}

/** A verdict is asked for on a wave, or on a criterion: those are two commands with their own words. */
type Kind = TrainInboxItem['kind'] | 'waveVerdict';

/**
 * What each kind of question of a train takes as an answer, with the words that its command asks for.
 *
 * @remarks Whatever wants more than words is left to the panel or the page of its train: a link as evidence, a date until
 *   when a criterion may go by, a new text of a message, the ticks of a runbook. And where nothing is refused, what isn't
 *   so is left open: a message that nobody approves does not go out, and cancelling it is for who operates the train.
 */
const REPLIES: Record<Kind, TrainReplies> = {
  gate: {
    yes: {
      word: 'sign',
      words: 'optional',
      give: (api, item, comment) => signGate(api, item, 'approved', comment),
    },
    no: {
      word: 'signAgainst',
      words: 'required',
      give: (api, item, comment) => signGate(api, item, 'rejected', comment),
    },
    bound: (item, { board }) =>
      board.find(({ id }) => id === item.gate)?.digest,
  },
  signOff: {
    yes: {
      word: 'sign',
      words: 'optional',
      give: (api, item, comment) => sign(api, item, 'approved', comment),
    },
    no: {
      word: 'signAgainst',
      words: 'required',
      give: (api, item, comment) => sign(api, item, 'rejected', comment),
    },
    bound: (item, detail) => criterionOf(detail, item)?.subjectDigest,
  },
  checklist: {
    yes: {
      word: 'tick',
      // What was seen: an item may ask for evidence, and a note is some.
      words: 'required',
      give: async (api, item, note) =>
        commandCriterion(api, item.train, known(item, 'product'), {
          type: 'tick',
          gate: known(item, 'gate'),
          criterion: known(item, 'criterion'),
          item: known(item, 'subject'),
          done: true,
          evidence: [],
          ...(item.says !== undefined && { says: item.says }),
          ...(note && { note }),
        }),
    },
    bound: (item, detail) => {
      const check = checkOf(detail, item);
      return check && wordsOf(check);
    },
  },
  verdict: {
    yes: {
      word: 'pass',
      words: 'required',
      give: (api, item, reason) => judge(api, item, 'pass', reason),
    },
    no: {
      word: 'fail',
      words: 'required',
      give: (api, item, reason) => judge(api, item, 'fail', reason),
    },
  },
  waveVerdict: {
    yes: {
      word: 'proceed',
      words: 'required',
      give: (api, item, reason) => judgeWave(api, item, 'proceed', reason),
    },
    no: {
      word: 'halt',
      words: 'required',
      give: (api, item, reason) => judgeWave(api, item, 'halt', reason),
    },
  },
  readiness: {
    yes: {
      word: 'ready',
      words: 'none',
      give: async (api, item) =>
        order(api, item, {
          type: 'confirmReady',
          product: known(item, 'product'),
          milestone: known(item, 'subject'),
          evidence: [],
        }),
    },
  },
  communication: {
    yes: {
      word: 'approve',
      words: 'none',
      give: async (api, item) =>
        order(api, item, {
          type: 'approveCommunication',
          id: known(item, 'subject'),
          digest: known(item, 'digest'),
        }),
    },
    bound: (item, detail) => messageOf(detail, item)?.state.digest,
  },
  manualStep: {
    yes: {
      word: 'done',
      words: 'optional',
      give: (api, item, note) => finishStep(api, item, 'done', note),
    },
    no: {
      word: 'failed',
      // It is all that is said of what went wrong.
      words: 'required',
      give: (api, item, note) => finishStep(api, item, 'failed', note),
    },
  },
  followUp: {
    yes: {
      word: 'done',
      words: 'none',
      give: async (api, item) =>
        order(api, item, {
          type: 'finishFollowUp',
          id: known(item, 'subject'),
        }),
    },
  },
  // Who called is helped at the runbook, and the call ends with the step.
  help: {},
};

/** What an item of a train takes as an answer. */
export function repliesOfTrain(item: TrainInboxItem): Replies<TrainInboxItem> {
  return item.answerable ? entryOf(item) : {};
}

/** Whether an item asks for something else by now than when it was listed: an answer to it would be refused. */
export function hasChanged(item: TrainInboxItem, detail: TrainDetail): boolean {
  const listed = item.kind === 'checklist' ? item.says : item.digest;
  const { bound } = entryOf(item);
  return (
    bound !== undefined &&
    listed !== undefined &&
    bound(item, detail) !== listed
  );
}

function entryOf({ kind, criterion }: TrainInboxItem): TrainReplies {
  return REPLIES[
    kind === 'verdict' && criterion === undefined ? 'waveVerdict' : kind
  ];
}

type Decision = 'approved' | 'rejected';

async function signGate(
  api: OrchestratorApi,
  item: TrainInboxItem,
  decision: Decision,
  comment: string,
) {
  return api.commandGate({
    params: { trainId: item.train, gateId: known(item, 'gate') },
    body: { command: { type: 'sign', ...signature(item, decision, comment) } },
  });
}

async function sign(
  api: OrchestratorApi,
  item: TrainInboxItem,
  decision: Decision,
  comment: string,
) {
  return commandCriterion(api, item.train, known(item, 'product'), {
    type: 'signCriterion',
    gate: known(item, 'gate'),
    criterion: known(item, 'criterion'),
    ...signature(item, decision, comment),
  });
}

function signature(item: TrainInboxItem, decision: Decision, comment: string) {
  return {
    decision,
    evidenceDigest: known(item, 'digest'),
    ...(comment && { comment }),
  };
}

async function judge(
  api: OrchestratorApi,
  item: TrainInboxItem,
  status: 'pass' | 'fail',
  reason: string,
) {
  return commandCriterion(api, item.train, item.product ?? TRAIN_PART, {
    type: 'giveVerdict',
    gate: known(item, 'gate'),
    criterion: known(item, 'criterion'),
    status,
    reason,
  });
}

async function judgeWave(
  api: OrchestratorApi,
  item: TrainInboxItem,
  decision: 'proceed' | 'halt',
  reason: string,
) {
  return order(api, item, {
    type: 'giveVerdict',
    wave: known(item, 'wave'),
    decision,
    reason,
  });
}

async function finishStep(
  api: OrchestratorApi,
  item: TrainInboxItem,
  result: 'done' | 'failed',
  note: string,
) {
  return api.commandProduct({
    params: { trainId: item.train, productId: known(item, 'product') },
    body: {
      command: {
        type: 'finishManualStep',
        wave: known(item, 'wave'),
        step: known(item, 'subject'),
        result,
        note,
      },
    },
  });
}

function order(
  api: OrchestratorApi,
  { train: trainId }: TrainInboxItem,
  command: TrainOrder,
) {
  return api.commandTrain({ params: { trainId }, body: { command } });
}

/** What an item of its kind always has, unless backend and page are of different releases. */
function known(
  item: TrainInboxItem,
  name: 'gate' | 'criterion' | 'product' | 'wave' | 'subject' | 'digest',
): string {
  const value = item[name];
  if (value === undefined) {
    throw new Error(
      `The ${item.kind} does not say its ${name}: answer it on the page of its train`,
    );
  }
  return value;
}
