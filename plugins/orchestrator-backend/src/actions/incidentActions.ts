import { RECORDS, idOfTrain, type ActionTools } from './ActionTools';
import { describeTrainDetail, trainDetailOutput } from './trainActions';

/** Incidents of release trains. */
export function registerIncidentActions({ registry, call }: ActionTools): void {
  registry.register({
    name: 'open-train-incident',
    title: 'Open an incident of a release train',
    description: `
Opens an incident of a train, with its severity (sev1 is the worst), the wave and the products that it is about. With pause, the train is paused along with it.`,
    attributes: RECORDS,
    schema: {
      input: z =>
        z
          .object({
            trainId: idOfTrain(z),
            title: z.string().max(300),
            severity: z.enum(['sev1', 'sev2', 'sev3', 'sev4']),
            wave: z.string().optional(),
            products: z
              .array(z.string())
              .default([])
              .describe('Ids of products of the train'),
            pause: z.boolean().default(false),
          })
          .strict(),
      output: trainDetailOutput,
    },
    action: async ({ input: { trainId, ...incident }, credentials }) => ({
      output: describeTrainDetail(
        await call('commandTrain', credentials, {
          params: { trainId },
          body: { command: { type: 'openIncident', ...incident } },
        }),
      ),
    }),
  });

  registry.register({
    name: 'note-train-incident',
    title: 'Add to the timeline of an incident',
    description: 'Adds a note to the timeline of an incident of a train.',
    attributes: RECORDS,
    schema: {
      input: z =>
        z
          .object({
            trainId: idOfTrain(z),
            incidentId: z.string(),
            text: z.string(),
          })
          .strict(),
      output: trainDetailOutput,
    },
    action: async ({ input: { trainId, incidentId, text }, credentials }) => ({
      output: describeTrainDetail(
        await call('commandTrain', credentials, {
          params: { trainId },
          body: { command: { type: 'noteIncident', id: incidentId, text } },
        }),
      ),
    }),
  });
}
