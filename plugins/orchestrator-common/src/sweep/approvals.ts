import type { RunEvent } from '../events';
import type { ApprovalState, RunState, SignOff } from '../model';
import { accept, reject, type Decision } from './decision';
import type { RunCommand } from './runCommands';

/**
 * Decides a sign-off: who may, what it is bound to, and whether the approval is decided by it.
 *
 * @remarks Rule: semantics, section 3. One rejection fails the approval; a sign-off for other evidence than
 * today's is stale and does not count.
 */
export function signApproval(
  state: RunState,
  command: Extract<RunCommand, { type: 'sign' }>,
  now: string,
): Decision<RunEvent> {
  const approval = state.approvals.find(
    candidate => candidate.id === command.approvalId,
  );
  if (!approval) {
    return reject('invalid', `The run has no approval ${command.approvalId}`);
  }
  if (approval.state !== 'open') {
    return reject('conflict', `${approval.title} is ${approval.state} already`);
  }
  const obstacle = signingObstacle(
    state,
    approval,
    command.by,
    command.ownershipRefs,
  );
  if (obstacle !== undefined) {
    return reject('notAllowed', obstacle);
  }
  if (command.evidenceDigest !== approval.evidenceDigest) {
    return reject(
      'stale',
      'What is to be approved has changed since you looked at it: look again, then decide',
    );
  }
  const signOff: SignOff = {
    by: command.by,
    at: now,
    decision: command.decision,
    comment: command.comment,
    evidenceDigest: command.evidenceDigest,
  };
  const signed: RunEvent = {
    type: 'approval.signed',
    data: { id: approval.id, signOff },
  };
  if (command.decision === 'rejected') {
    const reason = command.comment ?? `Rejected by ${command.by}`;
    return accept<RunEvent>(
      signed,
      {
        type: 'approval.decided',
        data: { id: approval.id, state: 'rejected', by: [command.by], reason },
      },
      {
        type: 'run.paused',
        data: { reason, cause: 'rejected', by: command.by },
      },
    );
  }
  const signers = new Set([
    ...validSignOffs(approval).map(valid => valid.by),
    command.by,
  ]);
  return signers.size >= approval.required
    ? accept<RunEvent>(signed, {
        type: 'approval.decided',
        data: {
          id: approval.id,
          state: 'approved',
          by: [...signers],
          reason: command.comment,
        },
      })
    : accept<RunEvent>(signed);
}

/** Sign-offs for what there is to be judged now. @public */
export function validSignOffs(approval: ApprovalState): SignOff[] {
  return approval.signOffs.filter(
    signOff =>
      signOff.decision === 'approved' &&
      signOff.evidenceDigest === approval.evidenceDigest,
  );
}

/** Sign-offs for something that has changed since. @public */
export function staleSignOffs(approval: ApprovalState): SignOff[] {
  return approval.signOffs.filter(
    signOff => signOff.evidenceDigest !== approval.evidenceDigest,
  );
}

/**
 * Why somebody can't sign an approval, as a sentence; undefined if they can.
 *
 * @param ownershipRefs - references of the person and of their groups
 * @public
 */
export function signingObstacle(
  state: RunState,
  approval: ApprovalState,
  by: string,
  ownershipRefs: string[],
): string | undefined {
  if (
    !approval.selfApproval &&
    (state.startedBy === by || state.createdBy.ref === by)
  ) {
    return "Whoever created or started a run can't approve it: ask somebody else, or set spec.rollout.canary.selfApproval";
  }
  if (
    approval.approvers.length > 0 &&
    !approval.approvers.some(ref => ref === by || ownershipRefs.includes(ref))
  ) {
    return `Only ${approval.approvers.join(', ')} can approve this`;
  }
  return undefined;
}

/** What is still open has nothing to decide any more: the run goes another way, for the reason given. */
export function closeApprovals(state: RunState, reason: string): RunEvent[] {
  return state.approvals
    .filter(approval => approval.state === 'open')
    .map(({ id }) => ({
      type: 'approval.decided',
      data: { id, state: 'expired', by: [], reason },
    }));
}

/** Decides the withdrawal of one's own sign-off while the approval is open. */
export function withdrawSignOff(
  state: RunState,
  command: Extract<RunCommand, { type: 'withdrawSignOff' }>,
): Decision<RunEvent> {
  const approval = state.approvals.find(
    candidate => candidate.id === command.approvalId,
  );
  if (!approval?.signOffs.some(signOff => signOff.by === command.by)) {
    return reject('invalid', 'You have not signed this approval');
  }
  return approval.state === 'open'
    ? accept<RunEvent>({
        type: 'approval.withdrawn',
        data: { id: approval.id, by: command.by },
      })
    : reject(
        'conflict',
        `${approval.title} is ${approval.state} already: a sign-off can be withdrawn until then`,
      );
}
