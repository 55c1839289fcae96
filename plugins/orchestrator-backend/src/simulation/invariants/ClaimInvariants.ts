import type { AttemptData } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Claim } from '../../work/WorkTransport';
import type { QueueRow } from '../MemoryTables';
import type { Committed, Observed, Report } from './Invariants';

/** One worker at a time has an item, and only the newest token's result counts, once. */
export class ClaimInvariants {
  readonly #observed: Observed;
  readonly #report: Report;
  /** By item: the newest claim that was granted. */
  readonly #newest = new Map<string, Claim>();
  /** By item and attempt. */
  readonly #accepted = new Set<string>();

  constructor(observed: Observed, report: Report) {
    this.#observed = observed;
    this.#report = report;
  }

  granted(claim: Claim): void {
    const { id } = claim.item;
    const earlier = this.#newest.get(id);
    if (earlier && claim.attempt <= earlier.attempt) {
      this.#report(
        'claimsAreFenced',
        `Attempt ${claim.attempt} at ${id} was given out after attempt ${earlier.attempt}`,
      );
    }
    this.#newest.set(id, claim);
  }

  afterCommit({ changes, events }: Committed): void {
    const { queue } = this.#observed.tables;
    for (const { map, key, before } of changes) {
      if ((map as unknown) === queue) {
        this.#checkGrant(before as QueueRow | undefined, queue.get(key));
      }
    }
    for (const { data, targetId, type } of events) {
      const { attempt } = data as Partial<AttemptData>;
      const token = Number(attempt?.worker?.split('#')[1] ?? NaN);
      const workId = events.find(event => event.targetId === targetId)?.cause
        .requestId;
      if (attempt && workId !== undefined && Number.isFinite(token)) {
        this.#checkResult(workId, token, type);
      }
    }
  }

  /** What a worker brought was taken, and its claim has ended. */
  settled({ item, attempt }: Claim): void {
    this.#checkResult(item.id, attempt, item.kind);
  }

  #checkResult(workId: string, token: number, type: string): void {
    const newest = this.#newest.get(workId)?.attempt;
    if (newest !== token) {
      this.#report(
        'claimsAreFenced',
        `${type} of attempt ${token} at ${workId} was accepted; ${newest} is the newest`,
      );
    }
    if (this.#accepted.has(`${workId}#${token}`)) {
      this.#report(
        'oneResult',
        `Two results of attempt ${token} at ${workId} were accepted`,
      );
    }
    this.#accepted.add(`${workId}#${token}`);
  }

  /** Who has a lease keeps it until it ends, is given back or settled. */
  #checkGrant(before: QueueRow | undefined, after: QueueRow | undefined): void {
    if (
      before?.state === 'running' &&
      after?.state === 'running' &&
      after.attempt !== before.attempt
    ) {
      this.#report(
        'oneWorkerAtATime',
        `${after.item.id} was given to ${after.claimedBy} while ${before.claimedBy} had it`,
      );
    }
    const { clock, clockToleranceMs } = this.#observed;
    const leaseEndsAt = Date.parse(before?.leaseUntil ?? '');
    const isTaken =
      before?.state === 'running' &&
      after?.state === 'ready' &&
      after.deaths > before.deaths;
    if (isTaken && leaseEndsAt > clock.now + clockToleranceMs) {
      this.#report(
        'leasesAreKept',
        `${after.item.id} was taken from ${before.claimedBy} before its lease had ended`,
      );
    }
  }
}
