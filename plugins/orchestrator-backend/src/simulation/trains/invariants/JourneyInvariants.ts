import type { MemoryEvent } from '../../MemoryTables';
import type { Report } from '../../invariants/Invariants';
import type { Freeze } from '../TrainSetting';
import type { Ledger } from './Ledger';
import { dataOf, productOf, type Moment } from './Moment';

const BEFORE_DEPARTURE = ['planned', 'preparing', 'gated'];

/** Departure, waves, activations: in their order, and only when they may. */
export class JourneyInvariants {
  readonly #report: Report;
  readonly #freezes: Freeze[];

  constructor(freezes: Freeze[], report: Report) {
    this.#freezes = freezes;
    this.#report = report;
  }

  /** Only the changes of phase that there are. */
  beforeEvent(ledger: Ledger, event: MemoryEvent): void {
    const { type, stream } = event;
    if (!ledger.begun || !stream.startsWith('run/')) {
      return;
    }
    const from = {
      'train.preparingStarted': ['planned'],
      'train.gated': ['planned', 'preparing'],
      'train.departed': BEFORE_DEPARTURE,
      'train.revised': BEFORE_DEPARTURE,
      'passenger.left': BEFORE_DEPARTURE,
      'wave.started': ['departing'],
      'train.closingStarted': ['departing'],
      'train.closed': ['closing'],
    }[type];
    const isOver =
      ledger.ended &&
      ![
        'followUp.finished',
        'communication.sent',
        'communication.failed',
      ].includes(type);
    if (isOver || (from && !from.includes(ledger.phase))) {
      this.#report('trainGoesItsWay', `${type} while it is ${ledger.phase}`);
    }
    if (type === 'wave.started') {
      this.#checkWavesBefore(ledger, (event.data as { id: string }).id);
    }
    const started = [...ledger.waves.values()].some(
      ({ status }) => status !== 'pending' && status !== 'skipped',
    );
    if (type === 'train.cancelled' && started) {
      this.#report('trainGoesItsWay', 'Cancelled after a wave had started');
    }
  }

  afterCommit(moment: Moment): void {
    if (dataOf(moment, 'train.departed').length > 0) {
      this.#checkDeparture(moment);
    }
    if (dataOf(moment, 'train.closed').length > 0) {
      this.#checkClose(moment.ledger);
    }
    for (const { id } of dataOf<{ id: string }>(moment, 'wave.started')) {
      this.#checkWave(moment, id);
    }
    for (const { id } of dataOf<{ id: string }>(moment, 'wave.resumed')) {
      this.#checkWindow(moment, `${id} was resumed`);
    }
    for (const { product, milestone } of dataOf<{
      product: string;
      milestone: string;
    }>(moment, 'passenger.ready')) {
      const { milestones } = moment.ledger.plan;
      const at = milestones.find(({ id }) => id === milestone)?.at ?? '';
      const isExcepted = moment.ledger.excepted.has(`${product} ${milestone}`);
      if (at <= moment.now && !isExcepted) {
        this.#report(
          'readyInTime',
          `${product} was taken for ready for ${milestone} at ${moment.now}, after ${at}`,
        );
      }
    }
    moment.events.forEach(event => this.#checkStart(moment, event));
  }

  #checkDeparture(moment: Moment): void {
    const { ledger, now } = moment;
    this.#checkWindow(moment, 'It departed');
    this.#checkPause(moment, 'It departed');
    if (now < ledger.plan.departure) {
      this.#report('departsOnTime', `It departed at ${now}, too early`);
    }
    if (ledger.aboard().length === 0) {
      this.#report('departsOnTime', 'It departed with nobody aboard');
    }
    for (const { id: milestone, at, deadline } of ledger.plan.milestones) {
      const late = ledger
        .aboard()
        .filter(
          ({ id }) =>
            ![ledger.ready, ledger.excepted].some(told =>
              told.has(`${id} ${milestone}`),
            ),
        );
      if (deadline && at <= now && late.length > 0) {
        this.#report(
          'nobodyIsLate',
          `It departed with ${late[0].id}, which is late for ${milestone}`,
        );
      }
    }
  }

  #checkWave(moment: Moment, id: string): void {
    const { ledger, now } = moment;
    this.#checkWindow(moment, `${id} started`);
    this.#checkPause(moment, `${id} started`);
    if (now < ledger.plan.wavesNotBefore[id]) {
      this.#report('wavesInOrder', `${id} started at ${now}, too early`);
    }
  }

  /** As the waves stand when it starts: in the same commit a rollback may follow, and take them back. */
  #checkWavesBefore(ledger: Ledger, id: string): void {
    const { waves } = ledger.manifest.spec;
    const index = waves.findIndex(wave => wave.id === id);
    const before = waves
      .slice(0, index)
      .find(wave => ledger.waves.get(wave.id)?.status !== 'done');
    if (before) {
      this.#report(
        'wavesInOrder',
        `${id} started while ${before.id} is ${
          ledger.waves.get(before.id)?.status
        }`,
      );
    }
  }

  /** Something of an activation begins. */
  #checkStart(moment: Moment, event: MemoryEvent): void {
    const { ledger, events } = moment;
    if (event.type !== 'activation.started' && event.type !== 'step.started') {
      return;
    }
    const { wave } = event.data as { wave: string };
    const product = productOf(event);
    const isByHand = events.some(
      ({ type, stream }) => type === 'step.retried' && stream === event.stream,
    );
    const isBack = ledger.activation(wave, product)?.direction === 'rollback';
    if (isByHand || isBack) {
      return;
    }
    if (moment.stoodStill.has(wave)) {
      this.#report(
        'haltedActivatesNothing',
        `${event.type} of ${product} in ${wave}, which is ${
          ledger.waves.get(wave)?.status
        }`,
      );
    }
    this.#checkPause(moment, `${event.type} of ${product}`);
    if (event.type === 'activation.started') {
      this.#checkOrder(ledger, wave, product);
    }
  }

  #checkOrder(ledger: Ledger, wave: string, product: string): void {
    const members = ledger.plannedFor(wave);
    if (ledger.isTakenBackBefore(wave, product)) {
      this.#report(
        'takenBackStaysBack',
        `${product} was started in ${wave}, and had been taken back from a wave before it`,
      );
    }
    const missing = ledger.plan.edges.find(
      ({ from, to }) =>
        from === product &&
        to !== product &&
        members.includes(to) &&
        ledger.activation(wave, to)?.status !== 'active',
    );
    if (missing || !members.includes(product)) {
      this.#report(
        'dependenciesFirst',
        `${product} was started in ${wave} before ${missing?.to ?? 'it may'}`,
      );
    }
  }

  #checkClose(ledger: Ledger): void {
    const incidents = [...ledger.incidents.values()];
    const unmeasured = ledger.manifest.spec.success.filter(
      ({ id }) => !ledger.measured.has(id),
    );
    const messages = [...ledger.messages.values()];
    if (
      messages.some(({ status }) => ['approved', 'sending'].includes(status)) ||
      incidents.some(({ open }) => open) ||
      (incidents.length > 0 && !ledger.hasPostMortem) ||
      unmeasured.length > 0
    ) {
      this.#report('closedInOrder', 'It was closed with something left open');
    }
  }

  #checkWindow({ ledger, now }: Moment, what: string): void {
    const at = Date.parse(now);
    const isClosed = this.#freezes.some(
      ({ from, to }) => from <= at && at < to,
    );
    if (isClosed && ledger.overrideUntil <= now) {
      this.#report('nothingInClosedWindow', `${what} at ${now}, in a freeze`);
    }
  }

  #checkPause({ stayedPaused }: Moment, what: string): void {
    if (stayedPaused) {
      this.#report('pausedStartsNothing', `${what} while it is paused`);
    }
  }
}
