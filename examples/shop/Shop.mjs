import { PRODUCTS } from './products.mjs';
import { Series } from './Series.mjs';
import { SHOPPERS } from './shoppers.mjs';
import { StatusPage } from './StatusPage.mjs';
import { measure } from './traffic.mjs';

/** The running shop: its shoppers, what its services measure, and what it has told the public. */
export class Shop {
  series = new Series();
  statusPage = new StatusPage();
  /** Whether the new checkout trips over a decimal comma. */
  decimalComma = true;
  #flags;
  #declared = false;
  /** The flags at the last look; the same object as long as nothing changes. */
  #seen;
  /** Who is offered what; undefined where it has to be asked for. */
  #visits;
  #round = 0;

  #waitSeconds;

  /**
   * @param {{ flags: import('./PortalFlags.mjs').PortalFlags, waitSeconds?: number }} options - `waitSeconds`: how long
   * a look may wait for a change
   */
  constructor({ flags, waitSeconds = 0 }) {
    this.#flags = flags;
    this.#waitSeconds = waitSeconds;
  }

  /**
   * Everybody shops once. Without the portal nobody is offered anything new, as flags are off where they can't be
   * asked for.
   *
   * @returns {Promise<string | undefined>} why the portal could not be asked
   */
  async round(at = Date.now()) {
    let problem;
    if (!this.#visits) {
      try {
        this.#visits = await this.#ask();
      } catch (error) {
        problem = error.message;
      }
    }
    const visits =
      this.#visits ?? SHOPPERS.map(shopper => ({ ...shopper, flags: {} }));
    const { decimalComma } = this;
    this.series.record(
      measure(visits, { decimalComma, round: this.#round++ }),
      at,
    );
    return problem;
  }

  /**
   * Looks whether a flag has changed, or waits until one does, and tells the portal how long it took to see a new kill.
   * Only after a change everybody asks again for theirs.
   */
  async look() {
    const before = this.#seen;
    try {
      this.#seen = await this.#flags.evaluate(
        { targetingKey: 'operations' },
        { waitSeconds: this.#waitSeconds },
      );
    } catch (error) {
      this.#seen = undefined;
      this.#visits = undefined;
      throw error;
    }
    if (this.#seen === before) return;
    this.#visits = undefined;
    // The first look can't tell how long it took.
    if (!before) return;
    const seenAt = Date.now();
    const known = killedOf(before);
    for (const key of killedOf(this.#seen)) {
      if (!known.includes(key)) await this.#flags.tellKillSeen(key, seenAt);
    }
  }

  async #ask() {
    if (!this.#declared) {
      await this.#flags.declare();
      this.#declared = true;
    }
    return Promise.all(
      SHOPPERS.map(async shopper => ({
        ...shopper,
        flags: valuesOf(await this.#flags.evaluate(shopper.context)),
      })),
    );
  }

  knows(service) {
    return PRODUCTS.some(({ id }) => id === service);
  }
}

const valuesOf = flags =>
  Object.fromEntries(flags.map(({ key, value }) => [key, value]));

const killedOf = flags =>
  flags.flatMap(({ key, metadata }) => (metadata?.killed ? [key] : []));
