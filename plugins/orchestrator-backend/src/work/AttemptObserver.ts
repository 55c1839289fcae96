import type { Failure } from '@backstage-orchestrator/plugin-orchestrator-common';

/** An attempt at a piece of work that is about to begin. */
export interface Attempt {
  /** What is attempted, such as `apply`, `step.flag` or `send`; few values, none from outside. */
  stage: string;
  /** Aborted when the claim is lost: the attempt was interrupted then, whatever it comes to. */
  signal: AbortSignal;
}

/** What an attempt came to. */
export interface AttemptEnd {
  /** A word of its stage, such as `opened`, `done` or `sent`; where it failed, `failed` or a failure of its own. */
  outcome: string;
  failure?: Failure;
}

/** Looks over the shoulder of who does a piece of work: what is done, and what it comes to, is as without it. */
export interface AttemptObserver {
  /**
   * @param endOf - what a result means
   * @returns what `work` returns
   * @throws what `work` throws: the attempt has failed then
   */
  observe<T>(
    attempt: Attempt,
    work: () => Promise<T>,
    endOf: (result: T) => AttemptEnd,
  ): Promise<T>;
}

/** Nobody looks. */
export const UNOBSERVED: AttemptObserver = {
  observe: (_attempt, work) => work(),
};
