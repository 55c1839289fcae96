import type { Report } from '../../invariants/Invariants';
import type { Ledger } from './Ledger';
import { dataOf, productOf, type Moment } from './Moment';

interface Scope {
  waves: string[];
  products: Set<string>;
}

const NOTHING: Scope = { waves: [], products: new Set() };

/** A rollback goes the reverse way, takes along what is coupled, and leaves nothing half-way. */
export class RollbackInvariants {
  readonly #report: Report;
  /** What the rollback under way takes back. */
  #scope: Scope | undefined;

  constructor(report: Report) {
    this.#report = report;
  }

  afterCommit(moment: Moment): void {
    const { ledger } = moment;
    for (const { waves, layers } of dataOf<{
      waves: string[];
      layers: string[][];
    }>(moment, 'rollback.started')) {
      this.#scope = { waves, products: new Set(layers.flat()) };
      this.#checkScope(ledger);
    }
    this.#checkFailures(moment);
    for (const event of moment.events) {
      if (event.type === 'activation.rollbackStarted') {
        const { wave } = event.data as { wave: string };
        this.#checkOrder(ledger, wave, productOf(event));
      }
    }
    if (dataOf(moment, 'rollback.finished').length > 0) {
      this.#checkEnd(ledger);
    }
  }

  /** What needs a product, and what is coupled to it, goes with it. */
  #checkScope(ledger: Ledger): void {
    const products = (this.#scope ?? NOTHING).products;
    for (const product of products) {
      const together = [
        ...ledger.dependentsOf(product),
        ...ledger.manifest.spec.coupled
          .filter(group => group.includes(product))
          .flat(),
      ];
      const forgotten = together.find(
        other =>
          !products.has(other) &&
          ledger.plan.products.some(({ id }) => id === other),
      );
      if (forgotten) {
        this.#report(
          'coupledGoTogether',
          `${product} is rolled back, and ${forgotten} is not`,
        );
      }
    }
  }

  /** What has failed is taken back, where the plan says so. */
  #checkFailures(moment: Moment): void {
    const { ledger } = moment;
    for (const { id, cause } of dataOf<{ id: string; cause: string }>(
      moment,
      'wave.halted',
    )) {
      const spec = ledger.manifest.spec.waves.find(wave => wave.id === id);
      const isAutomatic = cause === 'analysis' || cause === 'activation';
      if (
        isAutomatic &&
        spec?.onFailure === 'rollback' &&
        dataOf(moment, 'rollback.started').length === 0
      ) {
        this.#report(
          'failureRollsBack',
          `${id} was halted by its ${cause}, and nothing is taken back`,
        );
      }
      const opened = dataOf<{ wave?: string }>(moment, 'incident.opened');
      if (isAutomatic && !opened.some(({ wave }) => wave === id)) {
        this.#report(
          'failureRollsBack',
          `${id} was halted without an incident`,
        );
      }
    }
  }

  #checkOrder(ledger: Ledger, wave: string, product: string): void {
    const above = ledger
      .dependentsOf(product)
      .find(other => !ledger.isGone(wave, other));
    if (above) {
      this.#report(
        'rollbackInReverse',
        `${product} is taken back from ${wave} while ${above} is there`,
      );
    }
    const { waves, products } = this.#scope ?? NOTHING;
    // The newest wave is named first.
    for (const newer of waves.slice(0, Math.max(0, waves.indexOf(wave)))) {
      const left = [...products].find(other => !ledger.isGone(newer, other));
      if (left) {
        this.#report(
          'rollbackInReverse',
          `${product} is taken back from ${wave} while ${left} is in ${newer}`,
        );
      }
    }
  }

  #checkEnd(ledger: Ledger): void {
    const { waves, products } = this.#scope ?? NOTHING;
    for (const wave of waves) {
      const left = [...products].find(product => !ledger.isGone(wave, product));
      if (left) {
        this.#report(
          'rollbackIsComplete',
          `The rollback is over, and ${left} is still in ${wave}`,
        );
      }
    }
    this.#scope = undefined;
  }
}
