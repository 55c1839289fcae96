/** A message to people, approved and ready to go. @public */
export interface ChannelMessage {
  /** Recipients: entity references, addresses or names in the configuration, as the kind of channel takes them. */
  to: string[];
  subject: string;
  /** Markdown. */
  body: string;
  /** Address of the train in the portal. */
  link?: string;
  /** Who it is for, such as `customers`. */
  persona?: string;
  /** `before`, `update` or `after`. */
  moment?: string;
}

/** How a message is sent. @public */
export interface SendOptions {
  /** The same for each try of the same message: whoever gets it twice can tell. */
  idempotencyKey: string;
  signal: AbortSignal;
}

/**
 * A way on which messages go out.
 *
 * @remarks
 * `send` throws a {@link SendError}: `notSent` only where it is sure that nobody got anything, so that it may be tried
 * again; `unknown` otherwise, which a person has to look at. Any other error counts as `unknown`.
 *
 * @public
 */
export interface Channel {
  /** The word that a communication of a train names it by, such as `email`. */
  readonly kind: string;
  send(message: ChannelMessage, options: SendOptions): Promise<'sent'>;
}
