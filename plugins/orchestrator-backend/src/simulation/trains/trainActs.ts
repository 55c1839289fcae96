import {
  planTrain,
  type TrainCommand,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Request } from '../../runs/RunService';
import type { TrainService } from '../../trains/TrainService';
import type { Random } from '../Random';
import { checksAre, onCriterion } from './criterionActs';
import { ANA, CARL, PIPELINE, refsOf, SIGNERS } from './people';
import type { TrainSetting } from './TrainSetting';
import type { TrainView } from './TrainView';

/** What somebody who acts has at hand. */
export interface ActContext {
  service: TrainService;
  view: TrainView;
  random: Random;
  setting: TrainSetting;
  /** Digests as they were when somebody last looked, by gate and part. */
  remembered: Map<string, string>;
  requestOf(by: string): Request;
}

/** Something that somebody may do; undefined where there is nothing of the kind to do. */
export type Act = (context: ActContext) => Promise<TrainState> | undefined;

const REASON = 'because';
const MINUTE_MS = 60_000;

/** All that people and pipelines do, with how often in comparison. */
export const TRAIN_ACTS: [weight: number, act: Act][] = [
  [9, report],
  [4, tick],
  [5, sign],
  [1, context => signAs(context, ANA, 'approved')],
  [0.5, context => signAs(context, context.random.pick(SIGNERS), 'rejected')],
  [4, signCriterion],
  [0.7, withdraw],
  [1.5, reopen],
  [1.5, waive],
  [0.4, revokeWaiver],
  [1, giveVerdict],
  [0.7, refresh],
  [2, confirmReady],
  [1, grantException],
  [0.3, dropProduct],
  [1, rehearse],
  [3, command(({ random }) => ({ type: 'depart', by: random.pick(SIGNERS) }))],
  [
    0.7,
    command(({ view, random }) => ({
      type: 'overrideWindow',
      by: ANA,
      reason: REASON,
      expiresAt: later(view.now, random.int(1, 15)),
    })),
  ],
  [1, command(() => ({ type: 'pause', by: ANA, reason: 'lunch' }))],
  [
    4,
    when(
      view => !!view.train.pause,
      () => ({ type: 'resume', by: ANA }),
    ),
  ],
  [0.05, command(() => ({ type: 'cancel', by: ANA, reason: 'enough' }))],
  [0.8, command(() => ({ type: 'halt', by: ANA, reason: REASON }))],
  [
    3,
    when(
      view => ['halted', 'rolledBack'].includes(view.wave.status),
      () => ({ type: 'resumeWave', by: ANA, reason: REASON }),
    ),
  ],
  [0.2, command(() => ({ type: 'stopHere', by: ANA, reason: REASON }))],
  [0.8, rollback],
  [
    3,
    when(
      view => view.wave.status === 'awaitingVerdict',
      ({ view, random }) => ({
        type: 'giveVerdict',
        wave: view.wave.id,
        decision: random.pick(['proceed', 'proceed', 'halt']),
        by: ANA,
        reason: REASON,
      }),
    ),
  ],
  [0.8, openIncident],
  [1, onIncident],
  [2, approveMessage],
  [0.7, editMessage],
  [1, onMessage],
  [0.3, followUp],
  [
    0.5,
    command(() => ({ type: 'recordPostMortem', by: ANA, url: 'https://x.y' })),
  ],
  [
    0.5,
    command(({ random }) => ({
      type: 'recordSuccess',
      id: 'adoption',
      value: random.int(0, 40),
      by: ANA,
    })),
  ],
  [0.7, command(() => ({ type: 'close', by: ANA }))],
  [0.8, revise],
  [6, byHand],
  [2, repair],
];

function command(make: (context: ActContext) => TrainCommand): Act {
  return context => {
    const made = make(context);
    const by = 'by' in made ? made.by : ANA;
    return context.service.command(
      context.view.train.id,
      made,
      context.requestOf(by),
    );
  };
}

/** Mostly what makes sense; now and then what does not. */
function when(
  test: (view: TrainView) => boolean,
  make: (context: ActContext) => TrainCommand,
): Act {
  const act = command(make);
  return context =>
    test(context.view) || context.random.chance(0.1) ? act(context) : undefined;
}

function pick<T>(random: Random, from: readonly T[]): T | undefined {
  return from.length > 0 ? random.pick(from) : undefined;
}

function report(context: ActContext): ReturnType<Act> {
  const { service, view, random, requestOf } = context;
  const cell = pick(
    random,
    view.cells.filter(one => one.cell.kind === 'ci'),
  );
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
    onCriterion(
      service,
      view.train,
      cell,
      {
        type: 'record',
        result: checksAre(status, random.int(1, 2)),
        by: PIPELINE,
      },
      requestOf(PIPELINE),
    )
  );
}

function tick({
  service,
  view,
  random,
  requestOf,
}: ActContext): ReturnType<Act> {
  const cell = pick(
    random,
    view.cells.filter(one => one.cell.kind === 'checklist'),
  );
  const by = random.pick([CARL, CARL, CARL, ...SIGNERS]);
  return (
    cell &&
    onCriterion(
      service,
      view.train,
      cell,
      {
        type: 'tick',
        item: 'docs',
        done: random.chance(0.9),
        note: 'Seen',
        evidence: [],
        by,
        ownershipRefs: refsOf(by, view.train),
      },
      requestOf(by),
    )
  );
}

function sign(context: ActContext): ReturnType<Act> {
  return signAs(context, context.random.pick(SIGNERS), 'approved');
}

function signAs(
  context: ActContext,
  by: string,
  decision: 'approved' | 'rejected',
): ReturnType<Act> {
  const { service, view, random, requestOf } = context;
  const board = pick(random, view.board);
  return (
    board &&
    service.commandGate(
      view.train.id,
      board.gate.id,
      {
        type: 'sign',
        decision,
        comment: REASON,
        evidenceDigest: looked(context, board.gate.id, board.standing.digest),
        by,
        ownershipRefs: refsOf(by, view.train),
      },
      requestOf(by),
    )
  );
}

function signCriterion(context: ActContext): ReturnType<Act> {
  const { service, view, random, requestOf } = context;
  const cell = pick(
    random,
    view.cells.filter(one => one.cell.kind === 'signOff'),
  );
  const by = random.pick([...SIGNERS, ...SIGNERS, ANA]);
  return (
    cell &&
    onCriterion(
      service,
      view.train,
      cell,
      {
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
      },
      requestOf(by),
    )
  );
}

/** Now and then a page has been open for a while. */
function looked(
  { remembered, random }: ActContext,
  key: string,
  digest: string,
): string {
  const earlier = remembered.get(key);
  if (earlier !== undefined && random.chance(0.25)) {
    return earlier;
  }
  remembered.set(key, digest);
  return digest;
}

function withdraw({
  service,
  view,
  random,
  requestOf,
}: ActContext): ReturnType<Act> {
  const by = random.pick(SIGNERS);
  const gate = pick(random, [...view.gates.keys()]);
  return gate === undefined
    ? undefined
    : service.commandGate(
        view.train.id,
        gate,
        { type: 'withdrawSignOff', by },
        requestOf(by),
      );
}

function reopen({ service, view, requestOf }: ActContext): ReturnType<Act> {
  const gate = [...view.gates.values()].find(one => one.status === 'noGo');
  return (
    gate &&
    service.commandGate(
      view.train.id,
      gate.id,
      { type: 'reopen', by: ANA, reason: REASON },
      requestOf(ANA),
    )
  );
}

function waive({
  service,
  view,
  random,
  requestOf,
}: ActContext): ReturnType<Act> {
  const by = random.pick(SIGNERS);
  const cell = pick(
    random,
    view.cells.filter(one => one.cell.blocks),
  );
  return (
    cell &&
    onCriterion(
      service,
      view.train,
      cell,
      {
        type: 'waive',
        reason: REASON,
        expiresAt: later(view.now, random.int(2, 29)),
        by,
      },
      requestOf(by),
    )
  );
}

function revokeWaiver({
  service,
  view,
  random,
  requestOf,
}: ActContext): ReturnType<Act> {
  const cell = pick(
    random,
    view.cells.filter(one => one.cell.waiver),
  );
  return (
    cell &&
    onCriterion(
      service,
      view.train,
      cell,
      { type: 'revokeWaiver', by: ANA },
      requestOf(ANA),
    )
  );
}

function giveVerdict({
  service,
  view,
  random,
  requestOf,
}: ActContext): ReturnType<Act> {
  const cell = pick(
    random,
    view.cells.filter(one => one.cell.status === 'inconclusive'),
  );
  return (
    cell &&
    onCriterion(
      service,
      view.train,
      cell,
      {
        type: 'giveVerdict',
        status: random.pick(['pass', 'pass', 'fail']),
        reason: REASON,
        by: ANA,
      },
      requestOf(ANA),
    )
  );
}

function refresh({
  service,
  view,
  random,
  requestOf,
}: ActContext): ReturnType<Act> {
  const cell = pick(
    random,
    view.cells.filter(one => ['onCall', 'analysis'].includes(one.cell.kind)),
  );
  return (
    cell &&
    service.refresh(
      view.train.id,
      {
        kind: 'gate',
        gate: cell.gate,
        criterion: cell.cell.criterion,
        part: cell.part,
      },
      requestOf(ANA),
    )
  );
}

function confirmReady(context: ActContext): ReturnType<Act> {
  const { view, random } = context;
  const by = random.pick([CARL, CARL, ...SIGNERS]);
  return command(() => ({
    type: 'confirmReady',
    product: random.pick(view.train.plan.products).id,
    milestone: 'freeze',
    by,
    ownershipRefs: refsOf(by, view.train),
    evidence: [],
  }))(context);
}

function grantException(context: ActContext): ReturnType<Act> {
  const { view, random } = context;
  const late = pick(
    random,
    view.train.passengers.filter(passenger => passenger.late.length > 0),
  );
  return (
    late &&
    command(() => ({
      type: 'grantException',
      product: late.id,
      milestone: 'freeze',
      by: ANA,
      reason: REASON,
    }))(context)
  );
}

function dropProduct(context: ActContext): ReturnType<Act> {
  const { view, random } = context;
  return command(() => ({
    type: 'dropProduct',
    product: random.pick(view.train.plan.products).id,
    by: ANA,
    reason: REASON,
    dependents: random.chance(0.7),
  }))(context);
}

function rehearse(context: ActContext): ReturnType<Act> {
  const { view, random } = context;
  const isRunning = view.train.rehearsals.some(
    ({ status }) => status === 'running',
  );
  return command(() =>
    isRunning
      ? {
          type: 'finishRehearsal',
          rehearsal: 'staging',
          result: random.pick(['passed', 'passed', 'failed']),
          by: ANA,
          notes: 'Went well',
          evidence: [],
          rollback: random.chance(0.8),
        }
      : { type: 'startRehearsal', rehearsal: 'staging', by: ANA },
  )(context);
}

function rollback(context: ActContext): ReturnType<Act> {
  const { view, random } = context;
  const some = random.chance(0.6);
  return command(() => ({
    type: 'rollback',
    by: ANA,
    reason: REASON,
    scope: random.pick(['wave', 'train']),
    ...(some && { products: [random.pick(view.train.plan.products).id] }),
  }))(context);
}

function openIncident(context: ActContext): ReturnType<Act> {
  const { view, random } = context;
  return command(() => ({
    type: 'openIncident',
    id: `i-${view.train.version}`,
    title: 'Slow',
    severity: 'sev3',
    products: [],
    by: ANA,
    pause: random.chance(0.5),
  }))(context);
}

function onIncident(context: ActContext): ReturnType<Act> {
  const { view, random } = context;
  const incident = pick(random, view.train.incidents);
  return (
    incident &&
    command(() =>
      random.chance(0.7)
        ? {
            type: 'resolveIncident',
            id: incident.id,
            by: ANA,
            resolution: 'Gone',
          }
        : { type: 'noteIncident', id: incident.id, by: ANA, text: 'Still' },
    )(context)
  );
}

function approveMessage(context: ActContext): ReturnType<Act> {
  const { view, random } = context;
  const message = pick(random, view.train.communications);
  const by = random.pick([...SIGNERS, CARL]);
  return (
    message &&
    command(() => ({
      type: 'approveCommunication',
      id: message.id,
      by,
      ownershipRefs: refsOf(by, view.train),
      digest: looked(context, `message ${message.id}`, message.digest),
    }))(context)
  );
}

function editMessage(context: ActContext): ReturnType<Act> {
  const { view, random } = context;
  const message = pick(random, view.train.communications);
  return (
    message &&
    command(() => ({
      type: 'editCommunication',
      id: message.id,
      by: ANA,
      subject: 'News',
      body: `It comes ${random.int(1, 3)}`,
    }))(context)
  );
}

function onMessage(context: ActContext): ReturnType<Act> {
  const { view, random } = context;
  const message = pick(random, view.train.communications);
  return (
    message &&
    command(() => ({
      type: random.chance(0.9) ? 'retryCommunication' : 'cancelCommunication',
      id: message.id,
      by: ANA,
      reason: REASON,
    }))(context)
  );
}

function followUp(context: ActContext): ReturnType<Act> {
  const { view, random } = context;
  const open = view.train.followUps.find(({ status }) => status === 'open');
  return command(() =>
    open && random.chance(0.5)
      ? { type: 'finishFollowUp', id: open.id, by: ANA }
      : {
          type: 'addFollowUp',
          followUp: {
            id: `f-${view.train.version}`,
            title: 'Clean up',
            owner: ANA,
            due: '2030-02-01',
            source: 'person',
          },
        },
  )(context);
}

/** Another scope, another version, or the same once more. */
function revise(context: ActContext): ReturnType<Act> {
  const { view, random, setting } = context;
  const { manifest, plan } = view.train;
  const by = random.pick([ANA, ANA, SIGNERS[0]]);
  const version = `1.${random.int(0, 2)}.0`;
  const changed = {
    ...manifest,
    spec: {
      ...manifest.spec,
      products: manifest.spec.products.map((product, index) =>
        index === 0 ? { ...product, version } : product,
      ),
    },
  };
  return command(() => ({
    type: 'revise',
    by,
    reason: REASON,
    manifest: changed,
    changeDigest: `sha256:${version}`,
    plan: planTrain(changed, setting.facts, {
      revision: plan.revision + 1,
      strictness: setting.strictness,
    }),
  }))(context);
}

/** A manual step, or one step of its runbook. */
function byHand({
  service,
  view,
  random,
  requestOf,
}: ActContext): ReturnType<Act> {
  const found = pick(
    random,
    view.steps.filter(({ step }) => step.kind === 'manual'),
  );
  if (!found) {
    return undefined;
  }
  const { product, wave, step } = found;
  const result = random.chance(0.9) ? 'done' : 'failed';
  const ticked = step.ticks.filter(one => one.result === 'done').length;
  return service.commandProduct(
    view.train.id,
    product,
    step.runbook
      ? {
          type: 'tickRunbook',
          wave,
          step: step.id,
          runbookStep:
            step.runbook.steps[
              random.chance(0.9) ? ticked : random.int(0, 1)
            ] ?? 'look',
          result,
          by: CARL,
          onCall: [],
        }
      : {
          type: 'finishManualStep',
          wave,
          step: step.id,
          result,
          by: CARL,
          note: REASON,
        },
    requestOf(CARL),
  );
}

function repair({
  service,
  view,
  random,
  requestOf,
}: ActContext): ReturnType<Act> {
  const found = pick(
    random,
    view.steps.filter(({ step }) => step.status === 'failed'),
  );
  return (
    found &&
    service.commandProduct(
      view.train.id,
      found.product,
      random.chance(0.6)
        ? { type: 'retryStep', wave: found.wave, by: CARL }
        : { type: 'settleStep', wave: found.wave, by: CARL, note: REASON },
      requestOf(CARL),
    )
  );
}

function later(now: string, minutes: number): string {
  return new Date(Date.parse(now) + minutes * MINUTE_MS).toISOString();
}
