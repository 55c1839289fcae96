import { randomUUID } from 'node:crypto';
import { InputError, NotAllowedError } from '@backstage/errors';
import {
  orchestratorRunApprovePermission,
  orchestratorRunOperatePermission,
  orchestratorRunOverrideWindowPermission,
  orchestratorRunReadPermission,
  parseDuration,
  type CriterionCommand,
  type GateCommand,
  type GateRequest,
  type OrchestratorRunPermission,
  type ProductCommand,
  type ProductRequest,
  type TrainCommand,
  type TrainManifest,
  type TrainPlan,
  type TrainRequest,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Caller } from '../http/caller';
import type { Crew } from '../trains';
import type { OperationTools } from './OperationTools';
import { planFor, readTrain } from './trainPlanning';

/*
 * What people ask of a train over the API, as commands of its decisions: with who asks, and what only the server knows.
 */

/** Asked of everybody who may see a train: the decisions know whose it is. */
const BY_OWNER = new Set(['confirmReady', 'tick']);
/** Of a product, done by hand: by who works on it, and by whoever may operate the train. */
export const BY_HAND = new Set([
  'tickRunbook',
  'finishManualStep',
  'draftNotes',
  'editNotes',
]);
const BY_APPROVER = new Set([
  'grantException',
  'approveCommunication',
  'sign',
  'withdrawSignOff',
  'signCriterion',
  'withdrawCriterionSignOff',
  'waive',
  'revokeWaiver',
]);

/** What a command asks of the portal's policy. */
export function permissionOf(type: string): OrchestratorRunPermission {
  if (type === 'overrideWindow') {
    return orchestratorRunOverrideWindowPermission;
  }
  if (BY_OWNER.has(type)) {
    return orchestratorRunReadPermission;
  }
  return BY_APPROVER.has(type)
    ? orchestratorRunApprovePermission
    : orchestratorRunOperatePermission;
}

type CriterionRequest = Exclude<
  Extract<GateRequest, { gate: string; criterion: string }>,
  { type: 'refresh' }
>;

export function subjectOf(
  { gate, criterion }: { gate: string; criterion: string },
  part: string,
) {
  return { kind: 'gate' as const, gate, criterion, part };
}

/** @throws NotAllowedError where a person brings a result by hand: a waiver says that it is one */
async function criterionCommand(
  command: CriterionRequest,
  { actor, ownershipRefs }: Caller,
): Promise<CriterionCommand> {
  const by = actor.ref;
  if (command.type !== 'record') {
    return {
      ...command,
      by,
      ownershipRefs: await ownershipRefs(),
    } as CriterionCommand;
  }
  if (actor.kind !== 'service') {
    throw new NotAllowedError(
      'Results are recorded by services that looked, such as a pipeline; a person can waive the criterion, with a reason',
    );
  }
  const { gate, criterion, status, summary, evidence } = command;
  return {
    type: 'record',
    gate,
    criterion,
    by,
    result: { status, summary, evidence },
  };
}

export async function productCommand(
  command: Exclude<ProductRequest, { type: 'refresh' | 'draftNotes' }>,
  caller: Caller,
  onCall: Crew['onCall'],
): Promise<ProductCommand> {
  const by = caller.actor.ref;
  switch (command.type) {
    case 'tickRunbook':
      return {
        ...command,
        by,
        onCall: onCall.map(({ ref, name }) => ref ?? name),
      };
    case 'finishManualStep':
    case 'editNotes':
    case 'retryStep':
    case 'settleStep':
      return { ...command, by };
    default:
      return criterionCommand(command, caller);
  }
}

export async function gateCommand(
  command: Exclude<GateRequest, { type: 'refresh' }>,
  caller: Caller,
): Promise<GateCommand> {
  const { ref: by } = caller.actor;
  switch (command.type) {
    case 'sign':
      return { ...command, by, ownershipRefs: await caller.ownershipRefs() };
    case 'withdrawSignOff':
    case 'reopen':
      return { ...command, by };
    default:
      return criterionCommand(command, caller);
  }
}

export async function trainCommand(
  tools: OperationTools,
  id: string,
  command: Exclude<
    TrainRequest,
    { type: 'measureSuccess' | 'close' | 'cancel' }
  >,
  caller: Caller,
): Promise<TrainCommand> {
  const by = caller.actor.ref;
  switch (command.type) {
    case 'revise': {
      const manifest = readTrain(command.manifest, tools);
      const { train } = await tools.trains.queries.parts(id);
      if (manifest.metadata.name !== train.name) {
        throw new InputError(
          `metadata.name: found ${manifest.metadata.name}, accepted is ${train.name}: another name is another train`,
        );
      }
      return {
        type: 'revise',
        by,
        reason: command.reason,
        manifest,
        ...(await nextPlan(tools, train.plan, manifest, caller)),
      };
    }
    case 'lookAgain': {
      const { train } = await tools.trains.queries.parts(id);
      return {
        type: 'lookAgain',
        by,
        ...(await nextPlan(tools, train.plan, train.manifest, caller)),
      };
    }
    case 'overrideWindow':
      return {
        type: 'overrideWindow',
        by,
        reason: command.reason,
        expiresAt: new Date(
          tools.clock.now().getTime() + parseDuration(command.expiresAfter),
        ).toISOString(),
      };
    case 'openIncident':
      return { ...command, id: randomUUID().slice(0, 8), by };
    case 'addFollowUp': {
      const { title, owner, due } = command;
      return {
        type: 'addFollowUp',
        followUp: {
          id: randomUUID().slice(0, 8),
          title,
          owner,
          due,
          source: 'person',
        },
      };
    }
    case 'confirmReady':
    case 'grantException':
    case 'approveCommunication':
      return { ...command, by, ownershipRefs: await caller.ownershipRefs() };
    default:
      return { ...command, by };
  }
}

/** What comes after a plan, as the caller sees the catalog now. */
async function nextPlan(
  tools: OperationTools,
  { revision, departure }: TrainPlan,
  manifest: TrainManifest,
  caller: Caller,
): Promise<{ changeDigest: string; plan: TrainPlan }> {
  return {
    changeDigest: tools.trains.digestOf(manifest),
    plan: await planFor(tools, manifest, caller, {
      revision: revision + 1,
      departure: manifest.spec.schedule === undefined ? undefined : departure,
    }),
  };
}
