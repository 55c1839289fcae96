import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  RouteInput,
  Routes,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { ACTS, RECORDS, idOfTrain, type ActionTools } from './ActionTools';
import { describeTrainDetail, trainDetailOutput } from './trainActions';

type TrainCommandInput = RouteInput<Routes['commandTrain']>['body']['command'];

/** Departing, halting and pausing release trains. */
export function registerTrainCommandActions({
  registry,
  call,
}: ActionTools): void {
  const command = async (
    trainId: string,
    credentials: BackstageCredentials,
    asked: TrainCommandInput,
  ) => ({
    output: describeTrainDetail(
      await call('commandTrain', credentials, {
        params: { trainId },
        body: { command: asked },
      }),
    ),
  });

  registry.register({
    name: 'depart-train',
    title: 'Let a release train depart',
    description: `
Lets a train depart: its first wave starts, and products go live. Each wave after it starts by itself once the one before is done and its gates have a GO. Refused while a gate before the departure has no GO, or a window is closed. Have a person's word for it.`,
    attributes: ACTS,
    schema: {
      input: z => z.object({ trainId: idOfTrain(z) }).strict(),
      output: trainDetailOutput,
    },
    action: ({ input, credentials }) =>
      command(input.trainId, credentials, { type: 'depart' }),
  });

  registry.register({
    name: 'halt-train-wave',
    title: 'Halt the wave of a release train',
    description:
      'Halts the wave that is under way: nothing more of it is switched on; what is on stays on. Use it when something looks wrong, then look into the metrics.',
    attributes: { ...RECORDS, idempotent: true },
    schema: {
      input: z =>
        z.object({ trainId: idOfTrain(z), reason: z.string() }).strict(),
      output: trainDetailOutput,
    },
    action: ({ input: { trainId, reason }, credentials }) =>
      command(trainId, credentials, { type: 'halt', reason }),
  });

  registry.register({
    name: 'resume-train-wave',
    title: 'Resume a halted wave of a release train',
    description:
      'Goes on with a wave that was halted: more of the products go live. The reason says why it is safe now.',
    attributes: ACTS,
    schema: {
      input: z =>
        z.object({ trainId: idOfTrain(z), reason: z.string() }).strict(),
      output: trainDetailOutput,
    },
    action: ({ input: { trainId, reason }, credentials }) =>
      command(trainId, credentials, { type: 'resumeWave', reason }),
  });

  registry.register({
    name: 'pause-train',
    title: 'Pause a release train',
    description: 'Starts nothing more of a train until it is resumed.',
    attributes: { ...RECORDS, idempotent: true },
    schema: {
      input: z =>
        z.object({ trainId: idOfTrain(z), reason: z.string() }).strict(),
      output: trainDetailOutput,
    },
    action: ({ input: { trainId, reason }, credentials }) =>
      command(trainId, credentials, { type: 'pause', reason }),
  });

  registry.register({
    name: 'resume-train',
    title: 'Resume a paused release train',
    description: 'Goes on with a train that was paused.',
    attributes: ACTS,
    schema: {
      input: z => z.object({ trainId: idOfTrain(z) }).strict(),
      output: trainDetailOutput,
    },
    action: ({ input, credentials }) =>
      command(input.trainId, credentials, { type: 'resume' }),
  });
}
