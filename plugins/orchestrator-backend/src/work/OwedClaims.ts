import { databaseTrouble } from '../health';
import type { Claim } from './WorkTransport';

/**
 * Claims that nobody works on any more, and that could not be given back. They are until the database takes them, with
 * their leases renewed: one that ended only for that would keep its item waiting, and count as the death of a worker.
 */
export class OwedClaims {
  readonly #owed = new Map<Claim, string | undefined>();
  readonly #giveBack: (claim: Claim, runAt?: string) => Promise<void>;

  constructor(giveBack: (claim: Claim, runAt?: string) => Promise<void>) {
    this.#giveBack = giveBack;
  }

  /** @param runAt - when its item comes again, ISO 8601; absent: at once */
  add(claim: Claim, runAt?: string): void {
    this.#owed.set(claim, runAt);
  }

  claims(): Claim[] {
    return [...this.#owed.keys()];
  }

  /** @throws the trouble of the database that keeps it from giving them back; for any other reason a lease ends */
  async giveBack(): Promise<void> {
    for (const [claim, runAt] of this.#owed) {
      try {
        await this.#giveBack(claim, runAt);
      } catch (error) {
        if (databaseTrouble(error)) {
          throw error;
        }
      }
      this.#owed.delete(claim);
    }
  }
}
