import type {
  EventEnvelope,
  RunEventData,
  RunState,
  TargetEventData,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { staleSignOffs } from '@backstage-orchestrator/plugin-orchestrator-common';

const OUTCOME_WORDS: Record<NonNullable<RunState['outcome']>, string> = {
  succeeded: 'Every change was merged',
  partlySucceeded: 'Some changes were merged, others failed or were declined',
  failed: 'No change was merged',
  nothingToDo: 'Every module was fine already',
  rolledBack: 'Its changes were taken back',
};

/** Something that people are told. */
export interface Notice {
  /** References of users and groups. */
  recipients: string[];
  title: string;
  description?: string;
  /** Path in the portal. */
  link: string;
  severity: 'critical' | 'high' | 'normal' | 'low';
  /** A notice with a scope that was used before takes the older one's place. */
  scope: string;
}

/** Number of open changes of an owner in a run: what a notice to owners says. */
export type CountOpenChanges = (
  runId: string,
  owner: string,
) => Promise<number>;

/**
 * What people are told because of events of a run. Owners hear once per batch of events, not once per module.
 */
export async function noticesFor(
  run: RunState,
  events: EventEnvelope[],
  ownerOf: (targetId: string) => Promise<string | undefined>,
  countOpen: CountOpenChanges,
): Promise<Notice[]> {
  const notices = events.flatMap(event => runNotice(run, event));
  const owners = new Set<string>();
  for (const event of events) {
    if (
      event.targetId !== undefined &&
      (event.type === 'change.opened' || event.type === 'change.revertOpened')
    ) {
      const owner = await ownerOf(event.targetId);
      if (owner !== undefined) {
        owners.add(owner);
      }
    }
  }
  for (const owner of owners) {
    const open = await countOpen(run.id, owner);
    if (open > 0) {
      notices.push({
        recipients: [owner],
        title: `${open} ${
          open === 1 ? 'change waits' : 'changes wait'
        } for your review`,
        description: run.title,
        link: `/orchestrator/sweeps/${run.id}?owner=${encodeURIComponent(
          owner,
        )}`,
        severity: 'normal',
        scope: `orchestrator/${run.id}/reviews/${owner}`,
      });
    }
  }
  return notices;
}

function runNotice(run: RunState, event: EventEnvelope): Notice[] {
  const link = `/orchestrator/sweeps/${run.id}`;
  const responsible = [
    ...new Set([
      run.owner,
      ...(run.createdBy.kind === 'user' ? [run.createdBy.ref] : []),
    ]),
  ];
  const scope = `orchestrator/${run.id}/${event.type}`;
  switch (event.type) {
    case 'run.dryRunFinished':
      return [
        {
          recipients: responsible,
          title: `Dry run done: ${run.title}`,
          description: 'Look at the diffs, then start the rollout',
          link: `${link}/diffs`,
          severity: 'normal',
          scope,
        },
      ];
    case 'approval.opened': {
      const { title, approvers } =
        event.data as RunEventData['approval.opened'];
      return [
        {
          recipients: approvers.length > 0 ? approvers : [run.owner],
          title: `${title}? ${run.title}`,
          description: 'The batch is done and waits for an approval',
          link: `${link}/gates`,
          severity: 'high',
          scope,
        },
      ];
    }
    case 'approval.evidenceChanged': {
      const { id } = event.data as RunEventData['approval.evidenceChanged'];
      const approval = run.approvals.find(candidate => candidate.id === id);
      const signers = approval
        ? staleSignOffs(approval).map(signOff => signOff.by)
        : [];
      return signers.length === 0
        ? []
        : [
            {
              recipients: signers,
              title: `Your approval is stale: ${run.title}`,
              description: 'What you approved has changed; look again',
              link: `${link}/gates`,
              severity: 'high',
              scope,
            },
          ];
    }
    case 'run.paused': {
      const { cause, reason } = event.data as RunEventData['run.paused'];
      return cause === 'person'
        ? []
        : [
            {
              recipients: responsible,
              title: `Paused: ${run.title}`,
              description: reason,
              link,
              severity: 'high',
              scope,
            },
          ];
    }
    case 'run.finished': {
      const { outcome } = event.data as RunEventData['run.finished'];
      return [
        {
          recipients: responsible,
          title: `Finished: ${run.title}`,
          description: OUTCOME_WORDS[outcome],
          link: `${link}/report`,
          severity: 'normal',
          scope,
        },
      ];
    }
    case 'target.diffChanged':
      return [
        {
          recipients: responsible,
          title: `A diff changed and must be accepted: ${run.title}`,
          link: `${link}?status=needsReview`,
          severity: 'high',
          scope,
        },
      ];
    case 'change.declined': {
      const { by } = event.data as TargetEventData['change.declined'];
      return [
        {
          recipients: responsible,
          title: `A change was declined: ${run.title}`,
          description: `${by} closed it`,
          link: `${link}?status=declined`,
          severity: 'normal',
          scope,
        },
      ];
    }
    default:
      return [];
  }
}
