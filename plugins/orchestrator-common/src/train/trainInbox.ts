import {
  criterionKey,
  isTicked,
  maySign,
  overdueSince,
  signOffObstacle,
  tickItems,
  TRAIN_PART,
  wordsOf,
  type ProductCheck,
  type TickItem,
} from '../gates';
import type { RunbookTick, StepState, TrainState } from '../model';
import { formatInstant } from '../pacing';
import { productChecks } from './productChecks';
import { previewCommunication } from './renderCommunication';
import { trainBoard, type GateBoard, type TrainParts } from './trainParts';
import { BEFORE_DEPARTURE, currentWave, ENDED_PHASES } from './trainContext';

/** Who looks into their inbox. @public */
export interface InboxViewer {
  ref: string;
  /** Their own reference and those of their groups. */
  ownershipRefs: string[];
}

/** What a train waits for from somebody. @public */
export interface TrainInboxItem {
  kind:
    | 'gate'
    | 'signOff'
    | 'checklist'
    | 'verdict'
    | 'readiness'
    | 'communication'
    | 'manualStep'
    | 'help'
    | 'followUp';
  train: string;
  trainTitle: string;
  /** The question, in words. */
  question: string;
  /** What is known, in words. */
  summary: string;
  /** Since when it waits, ISO 8601. */
  since: string;
  /** Until when it has to be answered, where there is an end. */
  until?: string;
  gate?: string;
  criterion?: string;
  product?: string;
  wave?: string;
  /** Milestone, communication, step, follow-up or item of a checklist; a check and a risk of a product are items, too. */
  subject?: string;
  /** What an item says, word for word: a tick is of these words. */
  says?: string;
  /** What an answer binds to, where it binds. */
  digest?: string;
  /** Whether an answer with a note is enough; a runbook is ticked step by step on its page. */
  answerable: boolean;
}

/**
 * All that a train waits for from one person: gates and criteria to sign, items to tick, verdicts, readiness to confirm,
 * messages to approve, steps to do by hand, follow-ups. What has waited longest comes first.
 *
 * @public
 */
export function trainInbox(
  parts: TrainParts,
  viewer: InboxViewer,
  now: string,
): TrainInboxItem[] {
  const { train } = parts;
  if (ENDED_PHASES.includes(train.phase)) {
    return [];
  }
  const of = { train: train.id, trainTitle: train.title };
  return [
    ...trainBoard(parts, now).flatMap(board =>
      board.state.status === 'open' ? gateItems(parts, board, viewer, now) : [],
    ),
    ...readinessItems(train, viewer, now),
    ...communicationItems(train, viewer),
    ...verdictItems(train, viewer),
    ...manualItems(parts, viewer),
    ...helpItems(parts, viewer),
    ...followUpItems(train, viewer),
  ]
    .map(item => ({ ...of, answerable: true, ...item }))
    .sort((a, b) => (a.since < b.since ? -1 : Number(a.since > b.since)));
}

type Item = Omit<TrainInboxItem, 'train' | 'trainTitle' | 'answerable'> &
  Partial<Pick<TrainInboxItem, 'answerable'>>;

function gateItems(
  { train, products }: TrainParts,
  { gate, state, standing, parts }: GateBoard,
  viewer: InboxViewer,
  now: string,
): Item[] {
  const since = state.openedAt ?? state.createdAt;
  const shared = { gate: gate.id, since, until: state.expiresAt };
  const signs =
    standing.complete &&
    signOffObstacle(
      gate.signOffs,
      viewer.ref,
      viewer.ownershipRefs,
      train.authors,
    ) === undefined &&
    !state.signOffs.some(
      ({ by, evidenceDigest }) =>
        by === viewer.ref && evidenceDigest === standing.digest,
    );
  return [
    ...(signs
      ? [
          {
            ...shared,
            kind: 'gate' as const,
            question: `Go or no-go: ${state.title}?`,
            summary: 'All evidence is there',
            digest: standing.digest,
          },
        ]
      : []),
    ...parts.flatMap(({ part, cells, subjectDigest }) =>
      cells
        .filter(({ blocks }) => blocks)
        .flatMap((cell): Item[] => {
          const criterion = gate.criteria.find(
            ({ id }) => id === cell.criterion,
          );
          const about = {
            ...shared,
            criterion: cell.criterion,
            product: part,
            summary: cell.summary,
          };
          const owner =
            train.plan.products.find(({ id }) => id === part)?.owner ??
            train.owner;
          const { criteria = {} } =
            part === TRAIN_PART ? state : products.get(part) ?? {};
          const { ticks = {}, signOffs = [] } =
            criteria[criterionKey(gate.id, cell.criterion)] ?? {};
          const items =
            criterion && tickItems(criterion, productChecks(train, part));
          if (items) {
            return items
              .filter(
                item =>
                  !isTicked(item, ticks[item.id]) &&
                  viewer.ownershipRefs.includes(item.owner ?? owner),
              )
              .map(item => ({
                ...about,
                ...askedOf(item, part, now),
                kind: 'checklist',
                subject: item.id,
                says: wordsOf(item),
              }));
          }
          if (criterion?.signOff) {
            // What is signed before the rest is there becomes stale with it.
            const rest = cells.filter(({ kind }) => kind !== 'signOff');
            const signed = signOffs.some(
              ({ by, evidenceDigest }) =>
                by === viewer.ref && evidenceDigest === subjectDigest,
            );
            return !signed &&
              !rest.some(({ blocks }) => blocks) &&
              maySign(
                criterion.signOff,
                viewer.ref,
                viewer.ownershipRefs,
                train.authors,
              )
              ? [
                  {
                    ...about,
                    kind: 'signOff',
                    question: `${cell.title}: do you sign for ${part}?`,
                    digest: subjectDigest,
                  },
                ]
              : [];
          }
          return cell.status === 'inconclusive' &&
            viewer.ownershipRefs.includes(owner)
            ? [
                {
                  ...about,
                  kind: 'verdict',
                  question: `${cell.title} is inconclusive for ${part}: does it pass?`,
                },
              ]
            : [];
        }),
    ),
  ];
}

/** What an item asks; a check and a risk have an end of their own, and what there is to know of them. */
function askedOf(
  item: TickItem | ProductCheck,
  part: string,
  now: string,
): Pick<Item, 'question'> & Partial<Pick<Item, 'summary' | 'until'>> {
  if (!('kind' in item)) {
    return { question: `${item.title}: is it done for ${part}?` };
  }
  const { kind, title, detail, due } = item;
  const late = overdueSince(item, now);
  const known = [
    ...(late === undefined ? [] : [`Overdue since ${late}`]),
    ...(detail === undefined ? [] : [detail]),
  ];
  return {
    question:
      kind === 'risk'
        ? `${title}: is the risk mitigated or accepted for ${part}?`
        : `${title}: is the ${kind} check done for ${part}?`,
    ...(known.length > 0 && { summary: known.join('. ') }),
    ...(due !== undefined && { until: due }),
  };
}

/** Deadlines before the departure that the owner of a product has not answered. */
function readinessItems(
  train: TrainState,
  viewer: InboxViewer,
  now: string,
): Item[] {
  if (!BEFORE_DEPARTURE.includes(train.phase)) {
    return [];
  }
  const announced = new Set(train.announced.map(({ id }) => id));
  return train.plan.milestones
    .filter(
      ({ deadline, id, at }) => deadline && (announced.has(id) || at <= now),
    )
    .flatMap(({ id: milestone, title, at }) =>
      train.passengers
        .filter(
          ({ id, standing, ready, exceptions }) =>
            standing === 'aboard' &&
            viewer.ownershipRefs.includes(
              train.plan.products.find(product => product.id === id)?.owner ??
                train.owner,
            ) &&
            ![...ready, ...exceptions].some(one => one.milestone === milestone),
        )
        .map(
          ({ id, late }): Item => ({
            kind: 'readiness',
            question: `${title}: is ${id} ready?`,
            summary: late.includes(milestone)
              ? 'It is late'
              : `The deadline is ${at}`,
            since: train.createdAt,
            until: at,
            product: id,
            subject: milestone,
          }),
        ),
    );
}

function communicationItems(train: TrainState, viewer: InboxViewer): Item[] {
  return train.communications
    .filter(({ status }) => status === 'draft')
    .flatMap((communication): Item[] => {
      const { id, digest, sendAt } = communication;
      const { subject } = previewCommunication(train, communication);
      const { approvers = [] } =
        train.manifest.spec.communications.find(one => one.id === id) ?? {};
      const asked = approvers.length > 0 ? approvers : [train.owner];
      return asked.some(ref => viewer.ownershipRefs.includes(ref))
        ? [
            {
              kind: 'communication',
              question: `May “${subject}” go out?`,
              summary: id,
              since: train.createdAt,
              ...(sendAt !== undefined && { until: sendAt }),
              subject: id,
              digest,
            },
          ]
        : [];
    });
}

/** A wave that waits for a word. */
function verdictItems(train: TrainState, viewer: InboxViewer): Item[] {
  const wave = currentWave(train);
  if (
    wave?.status !== 'awaitingVerdict' ||
    !viewer.ownershipRefs.includes(train.owner)
  ) {
    return [];
  }
  const analysis = wave.returnTo === 'analysing' ? wave.after : wave.during;
  return [
    {
      kind: 'verdict',
      question: `${wave.title}: go on, or halt?`,
      summary: analysis?.message ?? 'Nothing was measured',
      since: analysis?.at ?? train.updatedAt,
      wave: wave.id,
    },
  ];
}

/** What an earlier train, or this one, has left to do. */
function followUpItems(train: TrainState, viewer: InboxViewer): Item[] {
  return train.followUps
    .filter(
      ({ status, carriedTo, owner }) =>
        status === 'open' &&
        carriedTo === undefined &&
        viewer.ownershipRefs.includes(owner),
    )
    .map(
      ({ id, title, due, carriedFrom }): Item => ({
        kind: 'followUp',
        question: `${title}: is it done?`,
        summary:
          carriedFrom === undefined
            ? 'Left to do'
            : `Left to do by the train ${carriedFrom}`,
        since: train.createdAt,
        ...(!Number.isNaN(Date.parse(due)) && {
          until: formatInstant(Date.parse(due)),
        }),
        subject: id,
      }),
    );
}

function manualItems(
  { train, products }: TrainParts,
  viewer: InboxViewer,
): Item[] {
  return [...products.values()].flatMap(({ id, owner, activations }) =>
    viewer.ownershipRefs.includes(owner ?? train.owner)
      ? activations.flatMap(({ wave, steps }) =>
          steps
            .filter(
              ({ kind, status }) => kind === 'manual' && status === 'running',
            )
            .map(
              (step): Item => ({
                kind: 'manualStep',
                question: `${id}: ${step.title}`,
                summary: step.runbook
                  ? `${
                      step.ticks.filter(({ result }) => result === 'done')
                        .length
                    } of ${step.runbook.steps.length} steps are ticked`
                  : 'To be done by hand',
                since: step.startedAt ?? train.updatedAt,
                product: id,
                wave,
                subject: step.id,
                answerable: step.runbook === undefined,
              }),
            ),
        )
      : [],
  );
}

/** Who stands at a step of a runbook and needs help; it waits until the step is done or has failed. */
function helpItems(
  { train, products }: TrainParts,
  viewer: InboxViewer,
): Item[] {
  return [...products.values()].flatMap(({ id, owner, activations }) => {
    const { runbooks = [] } =
      train.manifest.spec.products.find(one => one.id === id) ?? {};
    return activations.flatMap(({ wave, steps }) =>
      steps
        .filter(({ status }) => status === 'running')
        .flatMap((step): Item[] => {
          const runbook = runbooks.find(one => one.id === step.runbook?.id);
          const asked = runbook?.owner ?? owner ?? train.owner;
          return openCalls(step)
            .filter(
              ({ by, onCall }) =>
                by !== viewer.ref &&
                (viewer.ownershipRefs.includes(asked) ||
                  onCall.includes(viewer.ref)),
            )
            .map(tick => ({
              kind: 'help',
              question: `${id}: help is needed at “${
                runbook?.steps.find(one => one.id === tick.step)?.title ??
                tick.step
              }”`,
              summary: tick.note ? `${tick.by}: ${tick.note}` : tick.by,
              since: tick.at,
              product: id,
              wave,
              subject: step.id,
              answerable: false,
            }));
        }),
    );
  });
}

/** Steps of a runbook whose newest word is that help is needed. */
function openCalls({ ticks }: StepState): RunbookTick[] {
  const newest = new Map(ticks.map(tick => [tick.step, tick]));
  return [...newest.values()].filter(({ result }) => result === 'helpNeeded');
}
