import type {
  GateEvent,
  ProductEvent,
  TrainEvent,
  TrainManifest,
  TrainPlan,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { MemoryEvent } from '../../MemoryTables';
import {
  activationKey,
  noteActivation,
  type LedgerActivation,
} from './ledgerActivations';
import {
  noteCriterion,
  noteGate,
  type LedgerCriterion,
  type LedgerGate,
} from './ledgerEvidence';
import {
  noteMessage,
  planMessages,
  type LedgerMessage,
} from './ledgerMessages';
import { noteWave, putWave, type LedgerWave } from './ledgerWaves';

/** An event of one of a train's streams. */
export type LoggedEvent = TrainEvent | ProductEvent | GateEvent;

/**
 * A train as its events tell it, by a bookkeeping of its own: what is on trial (`evolve…`, standings, digests) is not
 * asked.
 */
export class Ledger {
  manifest!: TrainManifest;
  plan!: TrainPlan;
  creator = '';
  reviser = '';
  phase = 'planned';
  departed = false;
  paused = false;
  overrideUntil = '';
  readonly left = new Set<string>();
  readonly ready = new Set<string>();
  readonly excepted = new Set<string>();
  readonly waves = new Map<string, LedgerWave>();
  readonly gates = new Map<string, LedgerGate>();
  /** By part, gate and criterion, see `criterionAt`. */
  readonly criteria = new Map<string, LedgerCriterion>();
  /** By wave and product, see `activationKey`. */
  readonly activations = new Map<string, LedgerActivation>();
  readonly messages = new Map<string, LedgerMessage>();
  readonly incidents = new Map<string, { open: boolean; products: string[] }>();
  readonly measured = new Set<string>();
  hasPostMortem = false;
  rollback?: { waves: string[]; layers: string[][] };

  get begun(): boolean {
    return this.manifest !== undefined;
  }

  /** Who wrote what is signed. */
  get authors(): string[] {
    return [this.creator, this.reviser];
  }

  get ended(): boolean {
    return ['closed', 'rolledBack', 'cancelled'].includes(this.phase);
  }

  /** Products that have not left. */
  aboard(): TrainPlan['products'] {
    return this.plan.products.filter(({ id }) => !this.left.has(id));
  }

  /** Products of a wave that are aboard. */
  plannedFor(wave: string): string[] {
    const named =
      this.manifest.spec.waves.find(({ id }) => id === wave)?.products ?? [];
    return this.aboard()
      .map(({ id }) => id)
      .filter(id => named.length === 0 || named.includes(id));
  }

  /** Those of them that it has not left behind. */
  productsOf(wave: string): string[] {
    const behind = this.waves.get(wave)?.leftBehind ?? [];
    return this.plannedFor(wave).filter(id => !behind.includes(id));
  }

  /** Whether a product was taken back from a wave before this one. */
  isTakenBackBefore(wave: string, product: string): boolean {
    const all = this.manifest.spec.waves.map(({ id }) => id);
    return all
      .slice(0, all.indexOf(wave))
      .some(
        earlier => this.activation(earlier, product)?.status === 'rolledBack',
      );
  }

  /** Products that need one, at one remove. */
  dependentsOf(product: string): string[] {
    return this.plan.edges
      .filter(({ from, to }) => to === product && from !== product)
      .map(({ from }) => from);
  }

  activation(wave: string, product: string): LedgerActivation | undefined {
    return this.activations.get(activationKey(wave, product));
  }

  /** Whether nothing of a product is in a wave (any more). */
  isGone(wave: string, product: string): boolean {
    const status = this.activation(wave, product)?.status;
    return status === undefined || status === 'rolledBack';
  }

  criterionAt(part: string, gate: string, criterion: string): LedgerCriterion {
    const key = `${part}|${gate}|${criterion}`;
    const known = this.criteria.get(key) ?? { ticks: new Map(), signOffs: [] };
    this.criteria.set(key, known);
    return known;
  }

  /**
   * Notes an event.
   *
   * @param saw - what somebody has before their eyes who signs here
   */
  apply(
    event: MemoryEvent,
    saw: (gate: string, part?: string) => string,
  ): void {
    const [kind, , id = ''] = event.stream.split('/');
    const logged = { type: event.type, data: event.data } as LoggedEvent;
    if (kind === 'run') {
      this.#applyTrain(logged as TrainEvent);
    } else if (logged.type.startsWith('criterion.')) {
      this.#applyCriterion(
        kind === 'product' ? id : 'train',
        logged as ProductEvent | GateEvent,
        saw,
      );
    } else if (kind === 'product') {
      noteActivation(this.activations, id, logged as ProductEvent);
    } else {
      const known = this.gates.get(id) ?? { status: 'waiting', signOffs: [] };
      this.gates.set(id, known);
      noteGate(known, logged as GateEvent, saw(id));
    }
  }

  #applyTrain(event: TrainEvent): void {
    switch (event.type) {
      case 'train.created':
        this.creator = event.data.createdBy.ref;
        this.reviser = this.creator;
        this.#planned(event.data);
        break;
      case 'train.revised':
        this.reviser = event.data.lookedAgain ? this.reviser : event.data.by;
        this.#planned(event.data);
        break;
      case 'train.preparingStarted':
        this.phase = 'preparing';
        break;
      case 'train.gated':
        this.phase = 'gated';
        break;
      case 'train.departed':
        this.phase = 'departing';
        this.departed = true;
        break;
      case 'train.closingStarted':
        this.phase = 'closing';
        break;
      case 'train.closed':
        this.phase =
          event.data.outcome === 'rolledBack' ? 'rolledBack' : 'closed';
        break;
      case 'train.cancelled':
        this.phase = 'cancelled';
        break;
      case 'train.paused':
        this.paused = true;
        break;
      case 'train.resumed':
        this.paused = false;
        break;
      case 'train.windowOverridden':
        this.overrideUntil = event.data.expiresAt;
        break;
      case 'passenger.left':
        this.left.add(event.data.product);
        break;
      case 'passenger.excepted':
        this.excepted.add(`${event.data.product} ${event.data.milestone}`);
        break;
      case 'passenger.ready':
        this.ready.add(`${event.data.product} ${event.data.milestone}`);
        break;
      case 'incident.opened':
        this.incidents.set(event.data.id, {
          open: true,
          products: event.data.products,
        });
        break;
      case 'incident.resolved':
        this.incidents.set(event.data.id, { open: false, products: [] });
        break;
      case 'success.recorded':
        this.measured.add(event.data.id);
        break;
      case 'postMortem.recorded':
        this.hasPostMortem = true;
        break;
      default:
        this.#applyMessage(event);
        this.#applyRollback(event);
        noteWave(this.waves, event);
    }
  }

  #planned(data: {
    manifest: TrainManifest;
    plan: TrainPlan;
    communications: { id: string; subject: string; body: string }[];
  }): void {
    this.manifest = data.manifest;
    this.plan = data.plan;
    data.manifest.spec.waves.forEach(({ id }) =>
      this.waves.set(id, { status: 'pending' }),
    );
    planMessages(this.messages, data.communications);
  }

  #applyMessage(event: TrainEvent): void {
    const message = this.messages.get((event.data as { id?: string }).id ?? '');
    if (message) {
      noteMessage(message, event);
    }
  }

  #applyRollback(event: TrainEvent): void {
    if (event.type === 'rollback.started') {
      this.rollback = event.data;
      event.data.waves.forEach(id => putWave(this.waves, id, 'rollingBack'));
    } else if (event.type === 'rollback.finished') {
      this.rollback?.waves.forEach(id => this.#backFromRollback(id));
      this.rollback = undefined;
    }
  }

  #backFromRollback(id: string): void {
    const before = this.waves.get(id)?.before;
    const gone = this.productsOf(id).every(
      product =>
        this.rollback?.layers.flat().includes(product) ||
        this.activation(id, product)?.status === 'rolledBack',
    );
    const partly = before === 'done' ? 'done' : 'halted';
    putWave(this.waves, id, gone ? 'rolledBack' : partly);
  }

  #applyCriterion(
    part: string,
    event: ProductEvent | GateEvent,
    saw: (gate: string, part?: string) => string,
  ): void {
    const { gate, criterion } = event.data as {
      gate: string;
      criterion: string;
    };
    noteCriterion(
      this.criterionAt(part, gate, criterion),
      event,
      saw(gate, part),
    );
  }
}
