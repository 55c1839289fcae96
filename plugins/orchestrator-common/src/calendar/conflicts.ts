import { windowState, type Window } from '../windows';

/**
 * What is known of a train when calendars are compared.
 *
 * @public
 */
export interface TrainOutline {
  id: string;
  title: string;
  /** When its first wave may start. */
  departure: string;
  /** When its last wave is expected to be through. */
  arrival: string;
  /** Entity references of its products. */
  products: string[];
  /** Who is needed while it departs: owners, and who signs. */
  people: string[];
  /** Windows and freezes that it declares. */
  windows: Window[];
  /** The reader may not see it: a conflict with it says that there is one, and nothing more. */
  hidden?: boolean;
}

/**
 * Two trains that are in each other's way.
 *
 * @public
 */
export interface TrainConflict {
  /** `hidden`: with a train that the reader may not see. */
  kind: 'products' | 'windows' | 'people' | 'hidden';
  /** The other train; absent where it is hidden. */
  with?: string;
  /** What they share: references, or the reason of the freeze; nothing where it is hidden. */
  shared: string[];
  /** One sentence. */
  message: string;
}

const HIDDEN_CONFLICT: TrainConflict = {
  kind: 'hidden',
  shared: [],
  message:
    'Another train that you may not see is in the way: ask whoever plans trains here',
};

/**
 * Finds what a train has in common with others at the same time.
 *
 * Products and people conflict where the times from departure to arrival overlap; a window conflicts where one
 * train departs while a freeze of the other is on, whether they overlap or not.
 *
 * @public
 */
export function trainConflicts(
  train: TrainOutline,
  others: TrainOutline[],
): TrainConflict[] {
  const different = others.filter(other => other.id !== train.id);
  const isInTheWay = (other: TrainOutline) => between(train, other).length > 0;
  return [
    ...different
      .filter(({ hidden }) => !hidden)
      .flatMap(other => between(train, other)),
    // Said once: how many there are is not for everybody either.
    ...(different.some(other => other.hidden && isInTheWay(other))
      ? [HIDDEN_CONFLICT]
      : []),
  ];
}

function between(train: TrainOutline, other: TrainOutline): TrainConflict[] {
  return [
    ...(overlaps(train, other) ? sharing(train, other) : []),
    ...frozen(train, other),
    ...frozen(other, train).map(conflict => ({
      ...conflict,
      with: other.id,
    })),
  ];
}

function overlaps(a: TrainOutline, b: TrainOutline): boolean {
  return (
    Date.parse(a.departure) <= Date.parse(b.arrival) &&
    Date.parse(b.departure) <= Date.parse(a.arrival)
  );
}

function sharing(train: TrainOutline, other: TrainOutline): TrainConflict[] {
  return (['products', 'people'] as const).flatMap(kind => {
    const shared = [...new Set(train[kind])].filter(ref =>
      other[kind].includes(ref),
    );
    return shared.length === 0
      ? []
      : [
          {
            kind,
            with: other.id,
            shared,
            message: `${other.title} departs at the same time and ${
              kind === 'products' ? 'changes' : 'needs'
            } ${shared.join(', ')}, too`,
          },
        ];
  });
}

/** Whether a train departs in a freeze of another. Its allow windows are its own business. */
function frozen(train: TrainOutline, other: TrainOutline): TrainConflict[] {
  const freezes = other.windows.filter(({ kind }) => kind === 'deny');
  const { open, reason } = windowState(freezes, train.departure);
  return open
    ? []
    : [
        {
          kind: 'windows',
          with: other.id,
          shared: [reason],
          message: `${train.title} departs in a freeze of ${other.title}. ${reason}`,
        },
      ];
}
