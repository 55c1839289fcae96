import type { FollowUp, TargetProblem, TargetState } from '../model';

const PROBLEM_REMEDIES: Record<
  TargetProblem['code'],
  (target: TargetState) => string
> = {
  noRepository: ({ entityRef }) =>
    `Add an annotation with the source location to ${entityRef} in the catalog, so that its repository is known.`,
  noOwner: ({ entityRef }) =>
    `Set spec.owner of ${entityRef} in the catalog to an existing user or group.`,
  unknownReference: ({ entityRef }) =>
    `Correct the reference ${entityRef}, or register the entity in the catalog.`,
  archived: ({ entityRef }) =>
    `The repository of ${entityRef} is archived: take the entity out of the catalog, or the repository out of the archive.`,
  hostNotAllowed: ({ entityRef }) =>
    `Ask an administrator to allow the code host of ${entityRef}, or leave it out with targets.exclude.`,
  noMatchingPath: ({ entityRef }) =>
    `Correct the source location of ${entityRef} in the catalog, or targets.paths of the sweep.`,
  duplicate: ({ entityRef }) =>
    `${entityRef} shares its repository and path with another target: give one of them a path of its own in the catalog.`,
};

/**
 * What a person should still do for a target.
 *
 * @remarks
 * Those that were noted while the sweep ran come first; what follows from where the target stands is added,
 * unless it was noted under the same code already.
 *
 * @returns nothing for a target that is done
 */
export function followUpsOf(target: TargetState): FollowUp[] {
  const noted = new Set(target.followUps.map(({ code }) => code));
  return [
    ...target.followUps,
    ...derivedFollowUps(target).filter(({ code }) => !noted.has(code)),
  ];
}

function derivedFollowUps(target: TargetState): FollowUp[] {
  switch (target.status) {
    case 'problem':
      return target.problems.map(({ code }) => ({
        code,
        text: PROBLEM_REMEDIES[code](target),
      }));
    case 'failed':
      return [{ code: 'failed', text: failedText(target) }];
    case 'needsReview':
      return [
        {
          code: 'diffChanged',
          text: 'Its base has moved and the diff is another one: accept the new diff, or skip it with a reason.',
        },
      ];
    case 'declined':
      return [{ code: 'declined', text: declinedText(target) }];
    case 'open':
      return [
        { code: 'open', text: `Its change is open: ${openText(target)}.` },
        ...failedBefore(target),
      ];
    case 'merged':
      return failedBefore(target);
    case 'reverting':
      return [
        {
          code: 'revertOpen',
          text: 'The change that takes it back is open: review and merge it.',
        },
      ];
    default:
      return [];
  }
}

function failedText({ failure }: TargetState): string {
  const cause = failure ? ` (${failure.code})` : '';
  return failure?.class === 'permanent'
    ? `It failed for good${cause}: correct what the message says and retry it, or skip it with a reason.`
    : `It failed on every attempt${cause}: retry it, or skip it with a reason.`;
}

function declinedText({ declinedBy }: TargetState): string {
  return `${declinedBy ?? 'Someone'} closed its change without merging: ask ${
    declinedBy ?? 'its owner'
  } why, then reopen the change or exclude the module.`;
}

function openText({ change, owner }: TargetState): string {
  if (change?.checks === 'failed') {
    return 'its checks failed';
  }
  switch (change?.review) {
    case 'approved':
      return 'it is approved and can be merged';
    case 'changesRequested':
      return 'a reviewer asks for changes';
    default:
      return `it waits for a review by ${
        change?.reviewers.join(', ') || owner || 'its owner'
      }`;
  }
}

function failedBefore({ gates }: TargetState): FollowUp[] {
  const titles = gates
    .filter(({ result }) => result === 'failedBefore')
    .map(({ title }) => title);
  return titles.length === 0
    ? []
    : [
        {
          code: 'failedBefore',
          text: `These checks failed before the change, too, and should be repaired: ${titles.join(
            ', ',
          )}.`,
        },
      ];
}
