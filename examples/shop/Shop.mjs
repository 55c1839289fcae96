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
  #round = 0;

  /** @param {{ flags: import('./PortalFlags.mjs').PortalFlags }} options */
  constructor({ flags }) {
    this.#flags = flags;
  }

  /**
   * Everybody shops once. Without the portal nobody is offered anything new, as flags are off where they can't be
   * asked for.
   *
   * @returns {Promise<string | undefined>} why the portal could not be asked
   */
  async round(at = Date.now()) {
    let visits = SHOPPERS.map(shopper => ({ ...shopper, flags: {} }));
    let problem;
    try {
      if (!this.#declared) {
        await this.#flags.declare();
        this.#declared = true;
      }
      visits = await Promise.all(
        SHOPPERS.map(async shopper => ({
          ...shopper,
          flags: valuesOf(await this.#flags.evaluate(shopper.context)),
        })),
      );
    } catch (error) {
      problem = error.message;
    }
    const { decimalComma } = this;
    this.series.record(
      measure(visits, { decimalComma, round: this.#round++ }),
      at,
    );
    return problem;
  }

  knows(service) {
    return PRODUCTS.some(({ id }) => id === service);
  }
}

const valuesOf = flags =>
  Object.fromEntries(flags.map(({ key, value }) => [key, value]));
