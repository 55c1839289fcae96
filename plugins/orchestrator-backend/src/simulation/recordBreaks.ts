import type { RunRecords } from '../runs/RunRecords';

/** Puts something between the commands and their records. */
type RecordBreak<TBase> = <TRecords extends TBase>(
  records: TRecords,
) => TRecords;

/** The same records, but some of what they do. */
export function but<TBase extends object = RunRecords>(
  change: (records: TBase) => Partial<NoInfer<TBase>>,
): RecordBreak<TBase> {
  return records => {
    const changed: Partial<Record<PropertyKey, unknown>> = change(records);
    return new Proxy(records, {
      get: (target, name) => {
        const unchanged: unknown = Reflect.get(target, name, target);
        return (
          changed[name] ??
          (typeof unchanged === 'function' ? unchanged.bind(target) : unchanged)
        );
      },
    });
  };
}

/** A result is accepted from whoever brings it. */
export const fenceIgnored = but(records => ({
  settle: async settlements => {
    await records.settle(settlements);
    return [];
  },
}));

export const workLost = but(records => ({
  enqueue: items => records.enqueue(items.slice(1)),
}));

/** What was taken back out of the queue is still there. */
export const workLeft = but(() => ({ cancel: async ids => ids }));

/** A timer is never taken back. */
export const timerLeft = but(() => ({ clearTimer: async () => {} }));

export const timerLost = but(() => ({ setTimer: async () => {} }));

export const messageLost = but(() => ({ announce: async () => {} }));

export const eventLost = but(records => ({
  append: appends =>
    records.append(
      appends.map(append => ({
        ...append,
        events:
          append.events.length > 1 ? append.events.slice(0, -1) : append.events,
      })),
    ),
}));
