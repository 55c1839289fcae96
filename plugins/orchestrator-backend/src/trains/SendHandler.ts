import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  type CommunicationState,
  type Persona,
  type TrainCommand,
  type TrainState,
  renderCommunication,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  SendError,
  sendOutcome,
  type Channel,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { ClaimLostError } from '../runs/completeTargets';
import { workItself, type RequestOfClaim } from '../runs/requestOfClaim';
import {
  UNOBSERVED,
  type AttemptEnd,
  type AttemptObserver,
} from '../work/AttemptObserver';
import type { WorkHandler } from '../work/WorkHandler';
import type { Claim } from '../work/WorkTransport';
import type { TrainDatabase } from './TrainRecords';
import type { TrainService } from './TrainService';

type Report = Pick<
  Extract<TrainCommand, { type: 'reportSending' }>,
  'outcome' | 'message'
>;

/** Who works with the portal; customers and partners can't open it. */
const COLLEAGUES: Persona[] = ['support', 'sales', 'internal'];

/**
 * Sends a communication that is approved and due.
 *
 * @remarks
 * Nothing goes out twice: that it is about to go out is written down before. If it was, and no outcome is known, a
 * worker fell silent meanwhile, so nobody knows what went out, and a person decides.
 */
export class SendHandler implements WorkHandler {
  readonly #trains: Pick<TrainDatabase, 'readTrain'>;
  readonly #service: Pick<TrainService, 'handOver' | 'completeSending'>;
  readonly #channels: ReadonlyMap<string, Channel>;
  readonly #portalUrl: string;
  readonly #logger: LoggerService;
  readonly #attempts: AttemptObserver;
  readonly #requestOf: RequestOfClaim;

  constructor(options: {
    trains: Pick<TrainDatabase, 'readTrain'>;
    service: Pick<TrainService, 'handOver' | 'completeSending'>;
    /** By kind. */
    channels: ReadonlyMap<string, Channel>;
    /** Where the pages of the portal are, for links; empty: not known. */
    portalUrl: string;
    logger: LoggerService;
    attempts?: AttemptObserver;
    /** On whose behalf what came of a claim is told. */
    requestOf?: RequestOfClaim;
  }) {
    this.#trains = options.trains;
    this.#service = options.service;
    this.#channels = options.channels;
    this.#portalUrl = options.portalUrl;
    this.#logger = options.logger;
    this.#attempts = options.attempts ?? UNOBSERVED;
    this.#requestOf = options.requestOf ?? workItself;
  }

  async execute(claim: Claim, signal: AbortSignal): Promise<void> {
    const { runId, id: workId } = claim.item;
    const train = await this.#trains.readTrain(runId);
    const communication = train?.communications.find(
      one => one.workId === workId,
    );
    const report: Report =
      train && communication
        ? await this.#sendOnce(train, communication, claim, signal)
        : { outcome: 'notSent' };
    await this.#service.completeSending(
      claim,
      {
        type: 'reportSending',
        id: communication?.id ?? '',
        workId,
        ...report,
      },
      this.#requestOf(claim),
    );
  }

  async #sendOnce(
    train: TrainState,
    communication: CommunicationState,
    claim: Claim,
    signal: AbortSignal,
  ): Promise<Report> {
    const { id: workId } = claim.item;
    let text: ReturnType<typeof renderCommunication>;
    try {
      text = renderCommunication(train, communication);
    } catch (error) {
      return { outcome: 'notSent', message: messageOf(error) };
    }
    if (signal.aborted) {
      throw new ClaimLostError(claim);
    }
    const handOver = await this.#service.handOver(
      train.id,
      { id: communication.id, workId },
      this.#requestOf(claim),
    );
    switch (handOver) {
      case 'taken':
        return this.#attempts.observe(
          { stage: 'send', signal },
          () => this.#send(train, communication, text, workId, signal),
          endOf,
        );
      case 'takenBefore':
        return {
          outcome: 'unknown',
          message: 'A worker fell silent while it sent this',
        };
      default:
        return {
          outcome: 'notSent',
          message: 'The train was cancelled before it went out',
        };
    }
  }

  async #send(
    train: TrainState,
    { id }: CommunicationState,
    text: ReturnType<typeof renderCommunication>,
    workId: string,
    signal: AbortSignal,
  ): Promise<Report> {
    const spec = train.manifest.spec.communications.find(one => one.id === id);
    const message = {
      ...text,
      persona: spec?.persona,
      moment: spec?.moment,
    };
    const sent: string[] = [];
    for (const [index, { kind, to }] of (spec?.channels ?? []).entries()) {
      try {
        const channel = this.#channels.get(kind);
        if (!channel) {
          throw new SendError(
            'notSent',
            `There is no channel ${kind}: set it up in orchestrator.channels`,
          );
        }
        await channel.send(
          { ...message, ...this.#linkTo(train, spec?.persona, kind), to },
          { idempotencyKey: `${workId}-${index}`, signal },
        );
        sent.push(kind);
      } catch (error) {
        this.#logger.warn(
          `${id} of train ${train.id} could not be sent by ${kind}: ${error}`,
        );
        return failed(kind, error, sent);
      }
    }
    return { outcome: 'sent' };
  }

  /**
   * The page of the train, for those who can open it; nobody else is to see it. A notification is read in the portal,
   * where a path is enough; everywhere else it takes the whole address.
   */
  #linkTo(
    { id }: TrainState,
    persona: Persona | undefined,
    kind: string,
  ): { link?: string } {
    const path = `/orchestrator/trains/${id}`;
    if (!persona || !COLLEAGUES.includes(persona)) {
      return {};
    }
    if (kind === 'notification') {
      return { link: path };
    }
    return this.#portalUrl === '' ? {} : { link: `${this.#portalUrl}${path}` };
  }
}

function endOf({ outcome, message = '' }: Report): AttemptEnd {
  return outcome === 'sent'
    ? { outcome }
    : {
        outcome: 'failed',
        failure: { class: 'permanent', code: outcome, message },
      };
}

/** Where a part went out already, sending the whole again would send that part twice. */
function failed(kind: string, error: unknown, sent: string[]): Report {
  const outcome = sent.length === 0 ? sendOutcome(error) : 'unknown';
  const before =
    sent.length > 0 ? `Sent by ${sent.join(', ')}, but not to all. ` : '';
  return { outcome, message: `${before}${kind}: ${messageOf(error)}` };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
