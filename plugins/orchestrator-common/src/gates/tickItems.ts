import type { CheckKind, GateCriterion } from '../manifest';
import type { ChecklistTick } from '../model';

/** Something that a person ticks: an item of a checklist, or a check or a risk of a product. @public */
export interface TickItem {
  id: string;
  title: string;
  /** Who may tick it; left out: who owns the product, or the train. */
  owner?: string;
  /** Whether a tick has to come with a link or a note. */
  evidence: boolean;
}

/** A check or a risk of a product. @public */
export interface ProductCheck extends TickItem {
  owner: string;
  kind: CheckKind;
  /** What there is to know of it beside its title. */
  detail?: string;
  /** ISO 8601. */
  due?: string;
}

const KIND_TITLES: Record<CheckKind, string> = {
  legal: 'Legal',
  commercial: 'Commercial',
  risk: 'Risk',
};

/**
 * What a criterion asks people to tick; undefined where it asks for something else.
 *
 * @param checks - checks and risks of the product that it is asked of
 * @throws Error where these are asked for and nobody has said what they are: that there are none would be a pass
 * @public
 */
export function tickItems(
  { id, checklist, checks: asked }: GateCriterion,
  checks: readonly ProductCheck[] | undefined,
): (TickItem | ProductCheck)[] | undefined {
  if (!asked) {
    return checklist?.items;
  }
  if (!checks) {
    throw new Error(`${id} asks for checks of a product, and none is known`);
  }
  return checks.filter(({ kind }) => asked.kinds.includes(kind));
}

/**
 * An item in words; a tick of it stands for these, and counts until they change.
 *
 * @public
 */
export function wordsOf(item: TickItem | ProductCheck): string {
  return 'kind' in item
    ? [`${KIND_TITLES[item.kind]}: ${item.title}`, item.detail]
        .filter(words => words !== undefined)
        .join('. ')
    : item.title;
}

/**
 * Whether an item is done, as it is now.
 *
 * @remarks A tick of an earlier release does not say what it was of, and counts.
 * @public
 */
export function isTicked(
  item: TickItem | ProductCheck,
  tick: ChecklistTick | undefined,
): boolean {
  return tick?.done === true && !isOutdated(item, tick);
}

/** Whether somebody has ticked what an item said before. @public */
export function isOutdated(
  item: TickItem | ProductCheck,
  tick: ChecklistTick | undefined,
): boolean {
  return (
    tick?.done === true &&
    tick.says !== undefined &&
    tick.says !== wordsOf(item)
  );
}

/** When an item should have been done, where that is past; it may be done by now. @public */
export function overdueSince(
  item: TickItem | ProductCheck,
  now: string,
): string | undefined {
  return 'due' in item && item.due !== undefined && item.due <= now
    ? item.due
    : undefined;
}
