import type { OrchestratorApi } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { inboxMessages } from '../../translation/messages/inbox';
import type { Evidence } from './evidence';

/** Yes goes on (approve, accept, retry, sign, tick, proceed), no stops (reject, skip, halt). */
export type Answer = 'yes' | 'no';

/** Whether words are asked for with an answer. */
export type AskedReason = 'required' | 'optional' | 'none';

/** One answer to one kind of question. */
export interface Reply<T, A extends Answer> {
  /** Names what its button says. */
  word: keyof (typeof inboxMessages)[A];
  /** What becomes of words that are given with it: `none` has no place for them. */
  words: AskedReason;
  /** Gives the command. */
  give: (
    api: OrchestratorApi,
    item: T,
    words: string,
    evidence: Evidence,
  ) => Promise<unknown>;
}

/** The answers that a kind of question takes among many: none where it has to be opened. */
export interface Replies<T> {
  yes?: Reply<T, 'yes'>;
  no?: Reply<T, 'no'>;
}
