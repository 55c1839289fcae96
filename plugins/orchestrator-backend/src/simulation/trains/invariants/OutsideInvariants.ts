import type { StepContext } from '../../../trains/StepHandler';
import type { Report } from '../../invariants/Invariants';
import type { VirtualFlags } from '../VirtualFlags';
import type { Receipt } from '../VirtualOutside';
import type { Ledger } from './Ledger';
import { textOf } from './ledgerMessages';
import { dataOf, type Moment } from './Moment';

/** What reaches the outside: steps, messages, and what clients see of flags. */
export class OutsideInvariants {
  readonly #report: Report;
  readonly #flags: VirtualFlags;
  /** Ids that receivers have got, by message and channel. */
  readonly #keys = new Map<string, Set<string>>();
  readonly #killed = new Set<string>();
  #revision = -1;

  constructor(flags: VirtualFlags, report: Report) {
    this.#flags = flags;
    this.#report = report;
  }

  afterCommit(moment: Moment): void {
    const { ledger } = moment;
    for (const { id } of dataOf<{ id: string }>(
      moment,
      'communication.sending',
    )) {
      if ((ledger.messages.get(id)?.tickets ?? -1) < 0) {
        this.#report(
          'approvedBeforeSent',
          `${id} was handed over without an approval of its own`,
        );
      }
      const { spec } = ledger.manifest;
      const planned = spec.communications.find(one => one.id === id);
      if (planned?.moment === 'after' && !ledger.departed) {
        this.#report(
          'saysWhatIsSo',
          `${id}, which is for afterwards, was handed over before the departure`,
        );
      }
      if (moment.stayedPaused) {
        this.#report(
          'pausedStartsNothing',
          `${id} was sent while it is paused`,
        );
      }
    }
  }

  /** A worker begins a step: it must be the one that is to be done. */
  stepBegins(ledger: Ledger, { wave, product, step, workId }: StepContext) {
    const known = ledger.activation(wave.id, product.id);
    const current = known?.steps.find(({ id }) => id === step.id);
    if (current?.status !== 'running' || current.workId !== workId) {
      this.#report(
        'stepsAreWanted',
        `${step.id} of ${product.id} was begun, which nobody waits for`,
      );
    }
    const status = ledger.waves.get(wave.id)?.status;
    if (known?.direction === 'activate' && !current?.isByHand) {
      if (status === 'halted') {
        this.#report(
          'haltedActivatesNothing',
          `${step.id} of ${product.id} was begun in ${wave.id}, which is halted`,
        );
      }
      if (ledger.paused) {
        this.#report(
          'pausedStartsNothing',
          `${step.id} of ${product.id} was begun while it is paused`,
        );
      }
    }
  }

  received(ledger: Ledger, { channel, key, ...text }: Receipt): void {
    for (const [id, message] of ledger.messages) {
      const isFrom = message.handedOver.some(workId =>
        key.startsWith(`${workId}-`),
      );
      if (isFrom && !message.approved.has(textOf(text))) {
        this.#report('approvedBeforeSent', `${id} went out without approval`);
      }
      if (isFrom) {
        this.#once(id, channel, key, message.handedOver.length);
      }
    }
    const isKnown = [...ledger.messages.values()].some(({ handedOver }) =>
      handedOver.some(workId => key.startsWith(`${workId}-`)),
    );
    if (!isKnown) {
      this.#report(
        'sentOnce',
        `A message went out by ${channel} under the unknown id ${key}: who gets it twice can't tell`,
      );
    }
  }

  /** Somebody was told that the kill switch was used. */
  killed(key: string): void {
    this.#killed.add(key);
    this.#revision = -1;
  }

  revived(key: string): void {
    this.#killed.delete(key);
  }

  afterStep(): void {
    if (this.#flags.revision === this.#revision) {
      return;
    }
    this.#revision = this.#flags.revision;
    for (const key of this.#killed) {
      const seen = this.#flags.seenByClient(key);
      if (seen !== 'off') {
        this.#report(
          'killSwitchTakesEffect',
          `${key} was killed, and a client gets ${seen}`,
        );
      }
    }
  }

  #once(id: string, channel: string, key: string, handedOver: number): void {
    const place = `${id} by ${channel}`;
    const keys = this.#keys.get(place) ?? new Set();
    this.#keys.set(place, keys.add(key));
    if (keys.size > handedOver) {
      this.#report('sentOnce', `${place} went out ${keys.size} times`);
    }
  }
}
