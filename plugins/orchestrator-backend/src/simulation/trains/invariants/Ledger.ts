import type {
  ChecklistTick,
  CriterionResult,
  GateEvent,
  GateSignOff,
  ProductEvent,
  TrainEvent,
  TrainManifest,
  TrainPlan,
  Verdict,
  Waiver,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { MemoryEvent } from '../../MemoryTables';

/** An event of one of a train's streams. */
export type LoggedEvent = TrainEvent | ProductEvent | GateEvent;

/** A sign-off, with what the signer had before their eyes. */
export interface LedgerSignOff extends GateSignOff {
  saw: string;
}

/** What is known of a criterion. */
export interface LedgerCriterion {
  result?: CriterionResult;
  verdict?: Verdict;
  waiver?: Waiver;
  ticks: Map<string, ChecklistTick>;
  signOffs: LedgerSignOff[];
}

/** A product in a wave. */
export interface LedgerActivation {
  status: string;
  direction: 'activate' | 'rollback';
  steps: {
    id: string;
    status: string;
    workId?: string;
    /** A person has asked for it once more. */
    isByHand?: boolean;
  }[];
}

/** A message to people outside of the train. */
export interface LedgerMessage {
  subject: string;
  body: string;
  status: string;
  /** Texts that somebody has approved at some time. */
  approved: Set<string>;
  /** An approval, or a person's word after a failure, that was not used yet. */
  tickets: number;
  /** Ids of the pieces of work that it was handed over with. */
  handedOver: string[];
}

/** A wave. */
export interface LedgerWave {
  status: string;
  /** What it does while a verdict or a rollback is waited for. */
  before?: string;
  soakUntil?: string;
}

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
  paused = false;
  overrideUntil = '';
  readonly left = new Set<string>();
  readonly ready = new Set<string>();
  readonly excepted = new Set<string>();
  readonly waves = new Map<string, LedgerWave>();
  readonly gates = new Map<
    string,
    { status: string; signOffs: LedgerSignOff[] }
  >();
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
  productsOf(wave: string): string[] {
    const named =
      this.manifest.spec.waves.find(({ id }) => id === wave)?.products ?? [];
    return this.aboard()
      .map(({ id }) => id)
      .filter(id => named.length === 0 || named.includes(id));
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
    } else if (kind === 'product') {
      this.#applyProduct(id, logged as ProductEvent, saw);
    } else {
      this.#applyGate(id, logged as GateEvent, saw);
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
        this.reviser = event.data.by;
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
        this.#applyWave(event);
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
    for (const { id, subject, body } of data.communications) {
      const known = this.messages.get(id);
      const same = known?.subject === subject && known.body === body;
      if (!known) {
        this.messages.set(id, {
          subject,
          body,
          status: 'draft',
          approved: new Set(),
          tickets: 0,
          handedOver: [],
        });
      } else if (!same && known.status !== 'sent') {
        Object.assign(known, { subject, body, status: 'draft', tickets: 0 });
      }
    }
  }

  #applyMessage(event: TrainEvent): void {
    const message = this.messages.get((event.data as { id?: string }).id ?? '');
    if (!message) {
      return;
    }
    switch (event.type) {
      case 'communication.edited': {
        const { subject, body } = event.data;
        Object.assign(message, { subject, body, status: 'draft', tickets: 0 });
        break;
      }
      case 'communication.approved':
        message.approved.add(textOf(message));
        message.tickets = 1;
        message.status = 'approved';
        break;
      case 'communication.retried':
        message.tickets = 1;
        message.status = 'approved';
        break;
      case 'communication.sending':
        message.tickets -= 1;
        message.handedOver.push(event.data.workId);
        message.status = 'sending';
        break;
      case 'communication.sent':
        message.status = 'sent';
        break;
      case 'communication.failed':
        message.status = 'failed';
        break;
      case 'communication.cancelled':
        message.status = 'cancelled';
        break;
      default:
    }
  }

  #applyWave(event: TrainEvent): void {
    if (event.type === 'rollback.started') {
      this.rollback = event.data;
      event.data.waves.forEach(id => this.#wave(id, 'rollingBack'));
      return;
    }
    if (event.type === 'rollback.finished') {
      this.rollback?.waves.forEach(id => this.#backFromRollback(id));
      this.rollback = undefined;
      return;
    }
    const status = {
      'wave.started': 'activating',
      'wave.resumed': 'activating',
      'wave.analysisStarted': 'analysing',
      'wave.verdictAsked': 'awaitingVerdict',
      'wave.halted': 'halted',
      'wave.finished': 'done',
      'wave.skipped': 'skipped',
    }[event.type as string];
    const { id } = event.data as { id: string };
    if (event.type === 'wave.soakStarted') {
      this.waves.set(id, { status: 'soaking', soakUntil: event.data.until });
    } else if (status !== undefined) {
      this.#wave(id, status);
    } else if (event.type === 'wave.verdictGiven') {
      this.#wave(id, this.waves.get(id)?.before ?? 'activating');
    }
  }

  #wave(id: string, status: string): void {
    const known = this.waves.get(id);
    const holds = ['rollingBack', 'awaitingVerdict'];
    this.waves.set(id, {
      status,
      before:
        holds.includes(status) && known?.status !== status
          ? known?.status
          : known?.before,
    });
  }

  #backFromRollback(id: string): void {
    const before = this.waves.get(id)?.before;
    const gone = this.productsOf(id).every(
      product =>
        this.rollback?.layers.flat().includes(product) ||
        this.activation(id, product)?.status === 'rolledBack',
    );
    const partly = before === 'done' ? 'done' : 'halted';
    this.waves.set(id, { status: gone ? 'rolledBack' : partly });
  }

  #applyProduct(
    product: string,
    event: ProductEvent,
    saw: (gate: string, part?: string) => string,
  ): void {
    if (event.type.startsWith('criterion.')) {
      this.#applyCriterion(product, event, saw);
      return;
    }
    switch (event.type) {
      case 'activation.started':
      case 'activation.rollbackStarted':
        this.activations.set(activationKey(event.data.wave, product), {
          status:
            event.type === 'activation.started' ? 'activating' : 'rollingBack',
          direction:
            event.type === 'activation.started' ? 'activate' : 'rollback',
          steps: event.data.steps.map(({ id }) => ({ id, status: 'pending' })),
        });
        break;
      case 'activation.finished':
        this.#patch(event.data.wave, product, {
          status: event.data.status,
        });
        break;
      case 'step.started':
        this.#step(event.data, product, 'running', event.data.workId);
        break;
      case 'step.finished':
        this.#step(event.data, product, 'done');
        break;
      case 'step.failed':
        this.#step(event.data, product, 'failed');
        break;
      case 'step.retried':
      case 'step.settled': {
        const known = this.activation(event.data.wave, product);
        this.#patch(event.data.wave, product, {
          status:
            known?.direction === 'activate' ? 'activating' : 'rollingBack',
        });
        this.#step(
          event.data,
          product,
          event.type === 'step.retried' ? 'retried' : 'done',
        );
        break;
      }
      default:
    }
  }

  #applyGate(
    gate: string,
    event: GateEvent,
    saw: (gate: string, part?: string) => string,
  ): void {
    if (event.type.startsWith('criterion.')) {
      this.#applyCriterion('train', event, saw);
      return;
    }
    const known = this.gates.get(gate) ?? { status: 'waiting', signOffs: [] };
    this.gates.set(gate, known);
    switch (event.type) {
      case 'gate.opened':
      case 'gate.reopened':
        known.status = 'open';
        break;
      case 'gate.decided':
        known.status = event.data.outcome;
        break;
      case 'gate.signed':
        known.signOffs = withOne(known.signOffs, {
          ...event.data.signOff,
          saw: saw(gate),
        });
        break;
      case 'gate.signOffWithdrawn':
        known.signOffs = known.signOffs.filter(
          ({ by }) => by !== event.data.by,
        );
        break;
      default:
    }
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
    const known = this.criterionAt(part, gate, criterion);
    switch (event.type) {
      case 'criterion.recorded':
        known.result = event.data.result;
        known.verdict = undefined;
        break;
      case 'criterion.ticked':
        known.ticks.set(event.data.item, event.data.tick);
        break;
      case 'criterion.waived':
        known.waiver = event.data.waiver;
        break;
      case 'criterion.waiverRevoked':
        known.waiver = undefined;
        break;
      case 'criterion.verdictGiven':
        known.verdict = event.data.verdict;
        break;
      case 'criterion.signed':
        known.signOffs = withOne(known.signOffs, {
          ...event.data.signOff,
          saw: saw(gate, part),
        });
        break;
      case 'criterion.signOffWithdrawn':
        known.signOffs = known.signOffs.filter(
          ({ by }) => by !== event.data.by,
        );
        break;
      default:
    }
  }

  #patch(
    wave: string,
    product: string,
    patch: Partial<LedgerActivation>,
  ): void {
    const known = this.activation(wave, product);
    if (known) {
      this.activations.set(activationKey(wave, product), {
        ...known,
        ...patch,
      });
    }
  }

  #step(
    { wave, step: id }: { wave: string; step: string },
    product: string,
    status: string,
    workId?: string,
  ): void {
    const known = this.activation(wave, product);
    this.#patch(wave, product, {
      steps: known?.steps.map(step =>
        step.id === id
          ? {
              id,
              status,
              workId,
              isByHand:
                status === 'retried' || (status === 'running' && step.isByHand),
            }
          : step,
      ),
    });
  }
}

/** A text as an approval binds to it. */
export function textOf({
  subject,
  body,
}: {
  subject: string;
  body: string;
}): string {
  return `${subject}\n${body}`;
}

/** Where a product in a wave is kept. */
export function activationKey(wave: string, product: string): string {
  return `${wave}/${product}`;
}

/** A person has one sign-off, the newest. */
function withOne(
  signOffs: LedgerSignOff[],
  signOff: LedgerSignOff,
): LedgerSignOff[] {
  return [...signOffs.filter(({ by }) => by !== signOff.by), signOff];
}
