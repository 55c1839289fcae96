export type CheckoutState = 'open' | 'authorised' | 'ordered' | 'abandoned';
export type CheckoutEvent = 'pay' | 'order' | 'expire';

const TRANSITIONS: Record<CheckoutState, Partial<Record<CheckoutEvent, CheckoutState>>> = {
  open: { pay: 'authorised', expire: 'abandoned' },
  authorised: { order: 'ordered', expire: 'abandoned' },
  ordered: {},
  abandoned: {},
};

/** The state after an event; throws where the event can't happen. */
export function next(state: CheckoutState, event: CheckoutEvent): CheckoutState {
  const target = TRANSITIONS[state][event];
  if (!target) {
    throw new Error(`A checkout that is ${state} can't ${event}`);
  }
  return target;
}

/** A basket is held for half an hour after the last change. */
export function isExpired(state: CheckoutState, changedAt: Date, now: Date): boolean {
  const minutes = (now.getTime() - changedAt.getTime()) / 60_000;
  return (state === 'open' || state === 'authorised') && minutes > 30;
}
