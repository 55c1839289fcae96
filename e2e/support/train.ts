import type {
  OrchestratorApi,
  RouteInput,
  Routes,
  TrainDetail,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { until } from './until';

/** Long enough for evidence that is looked for twice a minute. */
const EVIDENCE_MS = 120_000;

type Command<K extends keyof Routes> = RouteInput<Routes[K]> extends {
  body: { command: infer C };
}
  ? C
  : never;

/** A train, as one person talks to it over the API. */
export class TrainClient {
  readonly id: string;
  readonly #api: OrchestratorApi;

  constructor(api: OrchestratorApi, id: string) {
    this.#api = api;
    this.id = id;
  }

  get(): Promise<TrainDetail> {
    return this.#api.getTrain({ params: { trainId: this.id } });
  }

  train(command: Command<'commandTrain'>): Promise<TrainDetail> {
    return this.#api.commandTrain({
      params: { trainId: this.id },
      body: { command },
    });
  }

  product(
    productId: string,
    command: Command<'commandProduct'>,
  ): Promise<TrainDetail> {
    return this.#api.commandProduct({
      params: { trainId: this.id, productId },
      body: { command },
    });
  }

  gate(gateId: string, command: Command<'commandGate'>): Promise<TrainDetail> {
    return this.#api.commandGate({
      params: { trainId: this.id, gateId },
      body: { command },
    });
  }

  /** Waits until something is true of the train. */
  until(
    what: string,
    holds: (train: TrainDetail) => boolean,
    patienceMs = EVIDENCE_MS,
  ): Promise<TrainDetail> {
    return until(
      what,
      async () => {
        const train = await this.get();
        return holds(train) && train;
      },
      patienceMs,
    );
  }

  /**
   * Answers what the inbox asks this person about the train, but for the gate: says that products are ready, ticks
   * items, approves messages and signs criteria.
   *
   * @returns how many answers were given
   */
  async answerInbox(): Promise<number> {
    const { items } = await this.#api.getTrainInbox({});
    let answered = 0;
    for (const item of items.filter(({ train }) => train === this.id)) {
      const { kind, product = '', gate = '', criterion = '' } = item;
      const { subject = '', digest = '' } = item;
      switch (kind) {
        case 'readiness':
          await this.train({
            ...{ type: 'confirmReady', product, milestone: subject },
            evidence: [],
          });
          break;
        case 'checklist':
          await this.product(product, {
            ...{ type: 'tick', gate, criterion, item: subject, done: true },
            note: 'Seen',
          });
          break;
        case 'communication':
          await this.train({
            type: 'approveCommunication',
            id: subject,
            digest,
          });
          break;
        case 'signOff':
          await this.product(product, {
            ...{ type: 'signCriterion', gate, criterion },
            ...{ decision: 'approved', evidenceDigest: digest },
          });
          break;
        default:
          continue;
      }
      answered += 1;
    }
    return answered;
  }
}
