/** Messages that are kept; the oldest go first. */
const MOST_MESSAGES = 200;

/** What the public can read. It keeps what it got, so that anybody can look whether something came twice. */
export class StatusPage {
  #messages = [];

  /**
   * @param {{ subject: string, text: string, link?: string }} message
   * @param {string | undefined} key of the delivery; a message that comes again with its key is shown once
   */
  receive({ subject, text, link }, key, at) {
    const known = key && this.#messages.find(message => message.key === key);
    if (known) {
      known.deliveries += 1;
      return;
    }
    this.#messages.push({ key, subject, text, link, at, deliveries: 1 });
    if (this.#messages.length > MOST_MESSAGES) this.#messages.shift();
  }

  list() {
    return [...this.#messages];
  }
}
