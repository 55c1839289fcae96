import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import {
  SendError,
  type Channel,
  type ChannelMessage,
  type SendOptions,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { systemClock, type Clock } from '../clock';
import type { AddressBook } from './AddressBook';
import { escapeMarkup, markdownToHtml, markdownToText } from './markdown';
import { sendOverSmtp, type SmtpServer } from './smtp';

const ADDRESS = /^[^\s@<>(),;:"\\[\]]+@[^\s@<>(),;:"\\[\]]+$/;
const REFERENCE = /^(user|group):/i;

/** How email is sent. */
export interface EmailOptions {
  smtp: SmtpServer;
  /** Address of the sender. */
  from: string;
  /** Name of the sender. */
  fromName: string;
  /** Domains that messages may go to; empty: all. */
  allowDomains: string[];
}

/**
 * Sends messages as email over SMTP, to addresses and to users and groups of the catalog.
 *
 * @remarks A message is handed over once for all recipients, who don't see each other. The same message has the same
 *   `Message-ID`, by which mail programs know one that comes twice.
 */
export class EmailChannel implements Channel {
  readonly kind = 'email';
  readonly #options: EmailOptions;
  readonly #addresses: AddressBook;
  readonly #clock: Clock;

  constructor(
    options: EmailOptions & { addresses: AddressBook; clock?: Clock },
  ) {
    this.#options = options;
    this.#addresses = options.addresses;
    this.#clock = options.clock ?? systemClock;
  }

  async send(
    message: ChannelMessage,
    { idempotencyKey, signal }: SendOptions,
  ): Promise<'sent'> {
    const recipients = await this.#recipientsOf(message.to);
    const content = await this.#compose(message, recipients, idempotencyKey);
    const { smtp, from } = this.#options;
    const refused = await sendOverSmtp(
      smtp,
      { from, to: recipients, content },
      signal,
    );
    if (refused.length > 0) {
      throw new SendError(
        'unknown',
        `The mail server did not take ${refused.join(
          ', ',
        )}; all others got the message`,
      );
    }
    return 'sent';
  }

  async #recipientsOf(to: string[]): Promise<string[]> {
    const found: string[] = [];
    for (const recipient of to) {
      found.push(...(await this.#addressesOf(recipient)));
    }
    return [...new Set(found)];
  }

  async #addressesOf(recipient: string): Promise<string[]> {
    const addresses = REFERENCE.test(recipient)
      ? await this.#lookUp(recipient)
      : [recipient];
    if (addresses.length === 0) {
      throw new SendError(
        'notSent',
        `The catalog knows no address of ${recipient}; set spec.profile.email`,
      );
    }
    addresses.forEach(address => this.#check(address));
    return addresses;
  }

  async #lookUp(ref: string): Promise<string[]> {
    try {
      return await this.#addresses.addressesOf(ref);
    } catch (error) {
      throw new SendError(
        'notSent',
        `The address of ${ref} could not be looked up: ${
          (error as Error).message
        }`,
        { cause: error },
      );
    }
  }

  #check(address: string): void {
    const { allowDomains } = this.#options;
    if (!ADDRESS.test(address)) {
      throw new SendError(
        'notSent',
        `"${address}" is no address of email; accepted are addresses, users and groups`,
      );
    }
    const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
    if (allowDomains.length > 0 && !allowDomains.includes(domain)) {
      throw new SendError(
        'notSent',
        `${address} is outside of orchestrator.channels.email.allowDomains: ${allowDomains.join(
          ', ',
        )}`,
      );
    }
  }

  #compose(
    { subject, body, link }: ChannelMessage,
    recipients: string[],
    idempotencyKey: string,
  ): Promise<Buffer> {
    const { from, fromName } = this.#options;
    const text = markdownToText(body);
    return new MailComposer({
      from: { name: fromName, address: from },
      ...(recipients.length === 1 && { to: recipients }),
      subject,
      date: this.#clock.now(),
      messageId: messageId(idempotencyKey, from),
      // Keeps absence notes from answering (RFC 3834).
      headers: { 'Auto-Submitted': 'auto-generated' },
      text: link === undefined ? text : `${text}\n\n${link}`,
      html: page(subject, body, link),
    })
      .compile()
      .build();
  }
}

function messageId(idempotencyKey: string, from: string): string {
  const digest = createHash('sha256').update(idempotencyKey).digest('hex');
  return `<${digest.slice(0, 40)}.orchestrator@${from.slice(
    from.lastIndexOf('@') + 1,
  )}>`;
}

function page(subject: string, body: string, link?: string): string {
  const footer =
    link === undefined
      ? ''
      : `<p><a href="${escape(link)}">${escape(link)}</a></p>`;
  return `<!doctype html><html><head><meta charset="utf-8"><title>${escape(
    subject,
  )}</title></head><body>${markdownToHtml(body)}${footer}</body></html>`;
}

function escape(text: string): string {
  return escapeMarkup(text).replaceAll('"', '&quot;');
}
