import {
  aboard,
  currentWave,
  decideTrain,
  orchestratorRunApprovePermission,
  orchestratorRunOperatePermission,
  orchestratorRunOverrideWindowPermission,
  signOffObstacle,
  trainBoard,
  trainContextOf,
  trainObstacles,
  TRAIN_ACTIONS,
  type ActionState,
  type GateBoard,
  type OrchestratorRunPermission,
  type TrainAction,
  type TrainCommand,
  type TrainConflict,
  type TrainContext,
  type TrainDetail,
  type TrainParts,
  type TrainState,
  type TrainSummary,
  type Window,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { withoutConflicts } from './withoutConflicts';

/** Who looks. */
export interface Viewer {
  ref: string;
  ownershipRefs: string[];
  /** Whether the portal's policy lets them. */
  may(permission: OrchestratorRunPermission): boolean;
}

/** What a viewer is asked about. */
export const TRAIN_PERMISSIONS = [
  orchestratorRunApprovePermission,
  orchestratorRunOperatePermission,
  orchestratorRunOverrideWindowPermission,
];

/** What each action asks of the portal's policy. */
const PERMISSION_OF: Partial<Record<TrainAction, OrchestratorRunPermission>> = {
  overrideWindow: orchestratorRunOverrideWindowPermission,
};

/** A train as the lists show it. */
export function toTrainSummary(
  train: TrainState,
  gates: TrainSummary['gates'],
): TrainSummary {
  const there = aboard(train);
  return {
    id: train.id,
    kind: 'Train',
    name: train.name,
    title: train.title,
    description: train.manifest.metadata.description,
    owner: train.owner,
    labels: train.manifest.metadata.labels,
    phase: train.phase,
    outcome: train.outcome,
    departure: train.plan.departure,
    timezone: train.manifest.spec.timezone,
    paused: train.pause !== undefined,
    products: train.plan.products.map(product => ({
      id: product.id,
      title: product.title,
      entityRef: product.entityRef,
      owner: product.owner,
      release: product.release,
      criticality: product.criticality,
      aboard: there.includes(product.id),
    })),
    gates,
    waves: train.waves.map(({ id, title, status }) => ({ id, title, status })),
    openIncidents: train.incidents.filter(
      ({ resolvedAt }) => resolvedAt === undefined,
    ).length,
    createdBy: train.createdBy,
    createdAt: train.createdAt,
    updatedAt: train.updatedAt,
    finishedAt: train.finishedAt,
    archivedAt: train.archivedAt,
    importedAt: train.importedAt,
  };
}

/** A train with all that its page shows. */
export function toTrainDetail(
  parts: TrainParts,
  source: string,
  viewer: Viewer,
  now: string,
  conflicts: TrainConflict[],
  operatorWindows: Window[] = [],
): TrainDetail {
  const { train } = parts;
  const context = trainContextOf(parts, now, operatorWindows);
  const board = trainBoard(parts, now);
  const mayApprove = viewer.may(orchestratorRunApprovePermission);
  return {
    ...toTrainSummary(
      train,
      board.map(({ state }) => ({
        id: state.id,
        title: state.title,
        before: state.before,
        status: state.status,
        opensAt: state.opensAt,
      })),
    ),
    version: train.version,
    source,
    train: { ...train, plan: withoutConflicts(train.plan) },
    productStates: train.plan.products.flatMap(
      ({ id }) => parts.products.get(id) ?? [],
    ),
    gateStates: train.manifest.spec.gates.flatMap(
      ({ id }) => parts.gates.get(id) ?? [],
    ),
    board: board.map(gate => presentGate(gate, train, viewer, mayApprove)),
    obstacles: trainObstacles(train, context),
    conflicts,
    actions: actionsOf(parts, viewer, context),
    ...answersOf(parts, viewer, mayApprove, context),
    now,
  };
}

function presentGate(
  { gate, state, standing, parts }: GateBoard,
  train: TrainState,
  viewer: Viewer,
  mayApprove: boolean,
): TrainDetail['board'][number] {
  return {
    id: gate.id,
    title: state.title,
    before: gate.before,
    status: state.status,
    opensAt: state.opensAt,
    expiresAt: state.expiresAt,
    digest: standing.digest,
    complete: standing.complete,
    goes: standing.goes,
    questions: standing.questions,
    parts,
    sign: signing(state.status, gate, train, viewer, mayApprove),
  };
}

function signing(
  status: string,
  gate: GateBoard['gate'],
  train: TrainState,
  viewer: Viewer,
  mayApprove: boolean,
): ActionState {
  if (status !== 'open') {
    return { allowed: false, reason: 'The gate is not open' };
  }
  if (!mayApprove) {
    return {
      allowed: false,
      reason: missing(orchestratorRunApprovePermission),
    };
  }
  const reason = signOffObstacle(
    gate.signOffs,
    viewer.ref,
    viewer.ownershipRefs,
    train.authors,
  );
  return reason === undefined ? { allowed: true } : { allowed: false, reason };
}

/** Each action is tried on the decisions themselves, so that a button that is offered is one that works. */
function actionsOf(
  parts: TrainParts,
  viewer: Viewer,
  context: TrainContext,
): TrainDetail['actions'] {
  const { train } = parts;
  const by = viewer.ref;
  const reason = 'asked';
  const wave = currentWave(train)?.id ?? '';
  const commands: Record<TrainAction, TrainCommand> = {
    depart: { type: 'depart', by },
    pause: { type: 'pause', by, reason },
    resume: { type: 'resume', by },
    halt: { type: 'halt', by, reason },
    resumeWave: { type: 'resumeWave', by, reason },
    stopHere: { type: 'stopHere', by, reason },
    rollback: { type: 'rollback', by, reason, scope: 'train' },
    cancel: { type: 'cancel', by, reason },
    close: { type: 'close', by },
    overrideWindow: {
      type: 'overrideWindow',
      by,
      reason,
      expiresAt: new Date(Date.parse(context.now) + 60_000).toISOString(),
    },
    giveVerdict: { type: 'giveVerdict', wave, decision: 'proceed', by, reason },
    openIncident: {
      type: 'openIncident',
      id: 'new',
      title: reason,
      severity: 'sev3',
      products: [],
      by,
      pause: false,
    },
  };
  const found: Partial<TrainDetail['actions']> = {};
  for (const action of TRAIN_ACTIONS) {
    const permission =
      PERMISSION_OF[action] ?? orchestratorRunOperatePermission;
    const { events, rejection } = decideTrain(train, commands[action], context);
    if (rejection) {
      found[action] = { allowed: false, reason: rejection.message };
    } else if (events.length === 0) {
      found[action] = { allowed: false, reason: `The train is ${train.phase}` };
    } else {
      found[action] = viewer.may(permission)
        ? { allowed: true }
        : { allowed: false, reason: missing(permission) };
    }
  }
  return found as TrainDetail['actions'];
}

/** What the owners of products and the approvers of messages are asked, tried on the decisions in the same way. */
function answersOf(
  parts: TrainParts,
  { ref: by, ownershipRefs }: Viewer,
  mayApprove: boolean,
  context: TrainContext,
): Pick<TrainDetail, 'deadlines' | 'messages'> {
  const { train } = parts;
  const tried = (command: TrainCommand): ActionState => {
    const { events, rejection } = decideTrain(train, command, context);
    if (rejection) {
      return { allowed: false, reason: rejection.message };
    }
    return events.length > 0
      ? { allowed: true }
      : { allowed: false, reason: 'It is so already' };
  };
  const byApprover = (command: TrainCommand): ActionState =>
    mayApprove
      ? tried(command)
      : { allowed: false, reason: missing(orchestratorRunApprovePermission) };
  const deadlines = train.plan.milestones.filter(({ deadline }) => deadline);
  return {
    deadlines: aboard(train).flatMap(product =>
      deadlines.map(({ id: milestone }) => ({
        product,
        milestone,
        confirm: tried({
          type: 'confirmReady',
          product,
          milestone,
          by,
          ownershipRefs,
          evidence: [],
        }),
        except: byApprover({
          type: 'grantException',
          product,
          milestone,
          by,
          ownershipRefs,
          reason: 'asked',
        }),
      })),
    ),
    messages: train.communications.map(({ id, digest }) => ({
      id,
      approve: byApprover({
        type: 'approveCommunication',
        id,
        digest,
        by,
        ownershipRefs,
      }),
    })),
  };
}

function missing({ name }: OrchestratorRunPermission): string {
  return `The permission ${name} is missing`;
}
