import type { TrainState } from '@backstage-orchestrator/plugin-orchestrator-common';
import { RELEASE, teamOf } from './TrainSetting';

/** Who has made the train, and last changed it, mostly; of those who own it. */
export const ANA = 'user:default/ana';
/** Owns the products. */
export const CARL = 'user:default/carl';
/** They may sign; the first is the lead. */
export const SIGNERS = [
  'user:default/ben',
  'user:default/cleo',
  'user:default/dora',
];
/** A pipeline. */
export const PIPELINE = 'plugin:pipeline';

/** References of a person: the author is on release, too, which must not help. */
export function refsOf(person: string, train: TrainState): string[] {
  return person === CARL
    ? [
        person,
        ...train.plan.products.flatMap(({ owner, id }) => owner ?? teamOf(id)),
      ]
    : [person, RELEASE, ...(person === ANA ? [train.owner] : [])];
}
