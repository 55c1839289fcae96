import type {
  EventEnvelope,
  GateEventData,
  ProductEventData,
  TrainFollowUp,
  TrainEventData,
  TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { trainStreamOf } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Notice } from '../outbox/notices';

/** Who is on call may be known by a name alone, which nobody can be told by. */
const PERSON = /^(user|group):/;

/** What people are told because of events of a train. */
export function trainNotices(
  train: TrainState,
  events: EventEnvelope[],
): Notice[] {
  return events.flatMap(event => {
    const { kind, id } = trainStreamOf(event.stream);
    switch (kind) {
      case 'gate':
        return gateNotices(train, id, event);
      case 'product':
        return productNotices(train, id, event);
      default:
        return ownNotices(train, event);
    }
  });
}

function ownNotices(train: TrainState, event: EventEnvelope): Notice[] {
  const tell = teller(train, event);
  switch (event.type) {
    case 'milestone.announced': {
      const { id, at } = event.data as TrainEventData['milestone.announced'];
      const milestone = train.plan.milestones.find(one => one.id === id);
      return tell({
        recipients: everybody(train),
        title: `${milestone?.title ?? id} is at ${minuteOf(at)}: ${
          train.title
        }`,
        description: milestone?.deadline
          ? 'Say that your product is ready by then, or it misses the train'
          : undefined,
        path: 'timeline',
        severity: milestone?.deadline ? 'high' : 'normal',
        subject: id,
      });
    }
    case 'train.revised': {
      const { unapproved = [] } = event.data as TrainEventData['train.revised'];
      return unapproved.flatMap(id =>
        tell({
          recipients: [...responsible(train), ...approversOf(train, id)],
          title: `${id} has to be approved again: ${train.title}`,
          description: 'After the revision it reads otherwise than approved',
          path: 'communications',
          severity: 'high',
          subject: id,
        }),
      );
    }
    case 'passenger.late': {
      const { product, milestone } =
        event.data as TrainEventData['passenger.late'];
      return tell({
        recipients: [...ownersOf(train, [product]), train.owner],
        title: `${product} is late for ${milestone}: ${train.title}`,
        description: 'It takes an exception, or misses the train',
        path: 'timeline',
        severity: 'high',
        subject: product,
      });
    }
    case 'train.departed':
      return tell({
        recipients: everybody(train),
        title: `Departed: ${train.title}`,
        path: 'waves',
        severity: 'normal',
      });
    case 'wave.verdictAsked': {
      const { reason } = event.data as TrainEventData['wave.verdictAsked'];
      return tell({
        recipients: responsible(train),
        title: `A wave waits for your word: ${train.title}`,
        description: reason,
        path: 'waves',
        severity: 'critical',
      });
    }
    case 'incident.opened': {
      const { title, severity, products } =
        event.data as TrainEventData['incident.opened'];
      return tell({
        recipients: [...responsible(train), ...ownersOf(train, products)],
        title: `${severity}: ${title}`,
        description: train.title,
        path: 'incidents',
        severity: severity === 'sev1' ? 'critical' : 'high',
        subject: (event.data as TrainEventData['incident.opened']).id,
      });
    }
    case 'rollback.started': {
      const { reason, layers } =
        event.data as TrainEventData['rollback.started'];
      return tell({
        recipients: [...responsible(train), ...ownersOf(train, layers.flat())],
        title: `Rolling back: ${train.title}`,
        description: reason,
        path: 'waves',
        severity: 'critical',
      });
    }
    case 'communication.failed': {
      const { id, message } =
        event.data as TrainEventData['communication.failed'];
      return tell({
        recipients: responsible(train),
        title: `${id} did not go out: ${train.title}`,
        description: message,
        path: 'communications',
        severity: 'high',
        subject: id,
      });
    }
    case 'train.created':
      return (event.data as TrainEventData['train.created']).followUps.flatMap(
        followUp => tell(noticeOf(train, followUp)),
      );
    case 'followUp.added':
      return tell(
        noticeOf(train, event.data as TrainEventData['followUp.added']),
      );
    case 'train.closed':
      return tell({
        recipients: everybody(train),
        title: `Closed: ${train.title}`,
        path: 'report',
        severity: 'normal',
      });
    default:
      return [];
  }
}

/** Whoever has something to do hears of it, also where it comes from the train before. */
function noticeOf(
  train: TrainState,
  { id, title, owner, due, carriedFrom }: TrainFollowUp,
) {
  return {
    recipients: [owner],
    title: `Left to do by ${minuteOf(due)}: ${title}`,
    description:
      carriedFrom === undefined
        ? train.title
        : `${train.title} has it from the train ${carriedFrom}`,
    path: 'report',
    severity: 'normal' as const,
    subject: id,
  };
}

function gateNotices(
  train: TrainState,
  id: string,
  event: EventEnvelope,
): Notice[] {
  const gate = train.manifest.spec.gates.find(one => one.id === id);
  const title = gate?.title ?? id;
  const signers = gate?.signOffs.flatMap(({ from }) => from) ?? [];
  const tell = teller(train, event);
  switch (event.type) {
    case 'gate.opened':
      return tell({
        recipients: [...signers, ...everybody(train)],
        title: `${title} is open: ${train.title}`,
        description: 'Bring the evidence of your product',
        path: 'board',
        severity: 'normal',
        subject: id,
      });
    case 'gate.evidenceChanged': {
      const { stale } = event.data as GateEventData['gate.evidenceChanged'];
      return tell({
        recipients: stale,
        title: `Your sign-off is stale: ${title}`,
        description: `What you signed for ${train.title} has changed; look again`,
        path: 'board',
        severity: 'high',
        subject: id,
      });
    }
    case 'gate.reopened':
      return tell({
        recipients: [...signers, ...responsible(train)],
        title: `${title} is open again: ${train.title}`,
        description: (event.data as GateEventData['gate.reopened']).reason,
        path: 'board',
        severity: 'high',
        subject: id,
      });
    case 'gate.decided': {
      const { outcome, reason } = event.data as GateEventData['gate.decided'];
      return tell({
        recipients: responsible(train),
        title: `${outcome === 'go' ? 'GO' : 'NO-GO'}: ${title}, ${train.title}`,
        description: reason,
        path: 'board',
        severity: 'high',
        subject: id,
      });
    }
    default:
      return [];
  }
}

/** A step by hand waits for who owns the product, and so does a workflow that nobody knows of whether it runs. */
function productNotices(
  train: TrainState,
  id: string,
  event: EventEnvelope,
): Notice[] {
  if (event.type === 'step.workflowCancelled') {
    const { step, wave, outcome } =
      event.data as ProductEventData['step.workflowCancelled'];
    return outcome === 'unknown'
      ? teller(
          train,
          event,
        )({
          recipients: ownersOf(train, [id]),
          title: `Nobody knows whether the workflow of ${step} of ${id} still runs`,
          description: train.title,
          path: 'waves',
          severity: 'critical',
          subject: `${wave}/${id}/${step}`,
        })
      : [];
  }
  if (event.type === 'runbook.ticked') {
    return helpNotices(train, id, event);
  }
  if (event.type !== 'step.started') {
    return [];
  }
  const { step, wave, workId } = event.data as ProductEventData['step.started'];
  return workId === undefined
    ? teller(
        train,
        event,
      )({
        recipients: ownersOf(train, [id]),
        title: `A step by hand waits for you: ${step} of ${id}`,
        description: train.title,
        path: `runbook/${wave}/${id}`,
        severity: 'critical',
        subject: `${wave}/${id}/${step}`,
      })
    : [];
}

/** Who needs help at a step calls whose runbook it is, and who is on call. */
function helpNotices(
  train: TrainState,
  id: string,
  event: EventEnvelope,
): Notice[] {
  const { wave, step, tick } = event.data as ProductEventData['runbook.ticked'];
  if (tick.result !== 'helpNeeded') {
    return [];
  }
  const product = train.manifest.spec.products.find(one => one.id === id);
  const known = [...(product?.activation ?? []), ...(product?.rollback ?? [])]
    .filter(planned => planned.id === step)
    .map(({ manual }) => manual?.runbook);
  const runbook = product?.runbooks.find(
    one =>
      known.includes(one.id) &&
      one.steps.some(({ id: part }) => part === tick.step),
  );
  const owners =
    runbook?.owner === undefined ? ownersOf(train, [id]) : [runbook.owner];
  const title =
    runbook?.steps.find(one => one.id === tick.step)?.title ?? tick.step;
  return teller(
    train,
    event,
  )({
    recipients: [
      ...(owners.length > 0 ? owners : [train.owner]),
      ...tick.onCall.filter(person => PERSON.test(person)),
    ].filter(person => person !== tick.by),
    title: `Help is needed at ${title} of ${id}`,
    description: [tick.note, train.title].filter(Boolean).join(' · '),
    path: `runbook/${wave}/${id}`,
    severity: 'critical',
    subject: `${wave}/${id}/${step}/${tick.step}`,
  });
}

/** Nobody is told where nobody is to be told. */
function teller(train: TrainState, event: EventEnvelope) {
  return ({
    recipients,
    path,
    subject,
    ...notice
  }: Pick<Notice, 'recipients' | 'title' | 'severity'> & {
    description?: string;
    path: string;
    subject?: string;
  }): Notice[] =>
    recipients.length === 0
      ? []
      : [
          {
            ...notice,
            recipients: [...new Set(recipients)],
            link: `/orchestrator/trains/${train.id}/${path}`,
            scope: ['orchestrator', train.id, event.type, subject]
              .filter(part => part !== undefined)
              .join('/'),
          },
        ];
}

function responsible({ owner, createdBy }: TrainState): string[] {
  return [owner, ...(createdBy.kind === 'user' ? [createdBy.ref] : [])];
}

function approversOf({ manifest }: TrainState, id: string): string[] {
  return (
    manifest.spec.communications.find(one => one.id === id)?.approvers ?? []
  );
}

function everybody(train: TrainState): string[] {
  return [
    ...responsible(train),
    ...ownersOf(
      train,
      train.passengers
        .filter(({ standing }) => standing === 'aboard')
        .map(({ id }) => id),
    ),
  ];
}

function ownersOf({ plan }: TrainState, products: string[]): string[] {
  return plan.products
    .filter(({ id }) => products.includes(id))
    .flatMap(({ owner }) => owner ?? []);
}

/** An instant as people read it; they see it in a list that knows no zone of theirs. */
function minuteOf(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}
