import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  SYSTEM_ACTOR,
  type CommunicationState,
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
import type { WorkHandler } from '../work/WorkHandler';
import type { Claim } from '../work/WorkTransport';
import type { TrainDatabase } from './TrainRecords';
import type { TrainService } from './TrainService';

type Report = Pick<
  Extract<TrainCommand, { type: 'reportSending' }>,
  'outcome' | 'message'
>;

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
  readonly #logger: LoggerService;

  constructor(options: {
    trains: Pick<TrainDatabase, 'readTrain'>;
    service: Pick<TrainService, 'handOver' | 'completeSending'>;
    /** By kind. */
    channels: ReadonlyMap<string, Channel>;
    logger: LoggerService;
  }) {
    this.#trains = options.trains;
    this.#service = options.service;
    this.#channels = options.channels;
    this.#logger = options.logger;
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
      { actor: SYSTEM_ACTOR, requestId: workId },
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
      { actor: SYSTEM_ACTOR, requestId: workId },
    );
    switch (handOver) {
      case 'taken':
        return this.#send(train, communication, text, workId, signal);
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
      link: `/orchestrator/trains/${train.id}`,
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
          { ...message, to },
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
