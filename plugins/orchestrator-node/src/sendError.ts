/** What is known of a message that did not surely go out. @public */
export type SendOutcome = 'notSent' | 'unknown';

/** An error of a channel that says whether somebody may have got the message. @public */
export class SendError extends Error {
  /** `notSent`: surely nobody got it. `unknown`: somebody may have got it. */
  readonly outcome: SendOutcome;

  constructor(
    outcome: SendOutcome,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'SendError';
    this.outcome = outcome;
  }
}

/**
 * Reads what is known from what a channel threw: only a {@link SendError} can say that nothing was sent.
 *
 * @public
 */
export function sendOutcome(error: unknown): SendOutcome {
  return error instanceof SendError ? error.outcome : 'unknown';
}
