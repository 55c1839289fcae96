import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { orchestratorFlagReadPermission } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Clock } from '../clock';

/** So long an answer of the policy counts: an SDK asks many times a second. */
const ANSWER_COUNTS_MS = 10_000;
const MAX_CALLERS = 10_000;

interface Answer {
  atMs: number;
  allowed: Promise<boolean>;
}

/** Who may evaluate flags, by the portal's permission policy. */
export class FlagReaders {
  readonly #permissions: PermissionsService;
  readonly #clock: Clock;
  readonly #answers = new Map<string, Answer>();

  constructor(options: { permissions: PermissionsService; clock: Clock }) {
    this.#permissions = options.permissions;
    this.#clock = options.clock;
  }

  /** @returns the answer of the policy, which may be ten seconds old */
  mayRead(credentials: BackstageCredentials): Promise<boolean> {
    const caller = JSON.stringify(credentials.principal);
    const nowMs = this.#clock.now().getTime();
    const known = this.#answers.get(caller);
    if (known && nowMs - known.atMs < ANSWER_COUNTS_MS) {
      return known.allowed;
    }
    const allowed = this.#ask(credentials);
    // An error is no answer: the next one asks again.
    allowed.catch(() => this.#answers.delete(caller));
    this.#answers.delete(caller);
    this.#answers.set(caller, { atMs: nowMs, allowed });
    if (this.#answers.size > MAX_CALLERS) {
      const [oldest] = this.#answers.keys();
      this.#answers.delete(oldest);
    }
    return allowed;
  }

  async #ask(credentials: BackstageCredentials): Promise<boolean> {
    const [decision] = await this.#permissions.authorize(
      [{ permission: orchestratorFlagReadPermission }],
      { credentials },
    );
    return decision.result === AuthorizeResult.ALLOW;
  }
}
