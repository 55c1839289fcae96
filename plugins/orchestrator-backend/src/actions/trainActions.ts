import {
  orchestratorRunCreatePermission,
  TRAIN_PHASES,
  type TrainDetail,
  type TrainSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { z as Zod } from 'zod/v3';
import { READS, RECORDS, idOfTrain, type ActionTools } from './ActionTools';

/** A train in an answer. */
export const trainOutput = (z: typeof Zod) =>
  z.object({
    id: z.string(),
    name: z.string(),
    title: z.string(),
    owner: z.string(),
    phase: z.string(),
    outcome: z.string().optional(),
    departure: z.string(),
    paused: z.boolean(),
    products: z.array(
      z.object({
        id: z.string(),
        entityRef: z.string(),
        owner: z.string().optional(),
        release: z.string(),
        criticality: z.string(),
        aboard: z.boolean(),
      }),
    ),
    gates: z.array(
      z.object({
        id: z.string(),
        before: z.string().describe('`departure`, or the id of a wave'),
        status: z.string(),
      }),
    ),
    waves: z.array(z.object({ id: z.string(), status: z.string() })),
    openIncidents: z.number(),
    page: z.string().describe('Its page, below the portal'),
  });

/** Other trains that are in the way. */
const conflictsOutput = (z: typeof Zod) =>
  z
    .array(
      z.object({
        kind: z
          .string()
          .describe(
            'products, windows or people; hidden: with a train that the caller may not see',
          ),
        with: z.string().optional().describe('Id of the other train'),
        shared: z.array(z.string()),
        message: z.string(),
      }),
    )
    .describe('Other trains that are in the way');

/** A train with what stands in its way and what may be done. */
export const trainDetailOutput = (z: typeof Zod) =>
  trainOutput(z).extend({
    obstacles: z.array(
      z.object({ message: z.string(), until: z.string().optional() }),
    ),
    incidents: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        severity: z.string(),
        status: z.string(),
      }),
    ),
    conflicts: conflictsOutput(z),
    actions: z.record(
      z.string(),
      z.object({ allowed: z.boolean(), reason: z.string().optional() }),
    ),
  });

/** {@inheritDoc trainOutput} */
export function describeTrain(train: TrainSummary) {
  const { id, name, title, owner, phase, outcome, departure, paused } = train;
  return {
    ...{ id, name, title, owner, phase, outcome, departure, paused },
    products: train.products,
    gates: train.gates,
    waves: train.waves,
    openIncidents: train.openIncidents,
    page: `/orchestrator/trains/${encodeURIComponent(id)}`,
  };
}

/** {@inheritDoc trainDetailOutput} */
export function describeTrainDetail(detail: TrainDetail) {
  return {
    ...describeTrain(detail),
    obstacles: detail.obstacles,
    incidents: detail.train.incidents.map(incident => ({
      id: incident.id,
      title: incident.title,
      severity: incident.severity,
      status: incident.resolvedAt === undefined ? 'open' : 'resolved',
    })),
    conflicts: detail.conflicts,
    actions: detail.actions,
  };
}

const manifest = (z: typeof Zod) =>
  z
    .string()
    .describe(
      'The manifest as YAML or JSON text, with apiVersion orchestrator/v1 and kind Train; get-manifest-schema says what may be in it',
    );
const departure = (z: typeof Zod) =>
  z
    .string()
    .optional()
    .describe(
      'Which departure, ISO 8601, for a train with a schedule; absent: the next',
    );

/** Finding, reading and planning release trains. */
export function registerTrainActions({ registry, call }: ActionTools): void {
  registry.register({
    name: 'list-trains',
    title: 'List release trains',
    description: `
Release trains, the next departure first. A train takes several products live on one date, through go/no-go gates and waves. Filter by phase, owner, an entity that is a product of it, or a text in name and title.`,
    attributes: READS,
    schema: {
      input: z =>
        z
          .object({
            phase: z.array(z.enum(TRAIN_PHASES)).optional(),
            owner: z.array(z.string()).optional(),
            entity: z
              .string()
              .optional()
              .describe(
                'Entity that is a product, such as system:default/shop',
              ),
            q: z.string().optional().describe('Part of the name or title'),
            cursor: z.string().optional(),
            limit: z.number().int().min(1).max(100).default(20),
          })
          .strict(),
      output: z =>
        z.object({
          items: z.array(trainOutput(z)),
          nextCursor: z.string().optional(),
          totalItems: z.number(),
        }),
    },
    action: async ({ input, credentials }) => {
      const page = await call('listTrains', credentials, { query: input });
      return { output: { ...page, items: page.items.map(describeTrain) } };
    },
  });

  registry.register({
    name: 'get-train',
    title: 'Get a release train',
    description: `
One release train: products, gates, waves, incidents, what stands in the way of its departure or next wave, and what the caller may do with it now.`,
    attributes: READS,
    schema: {
      input: z => z.object({ trainId: idOfTrain(z) }).strict(),
      output: trainDetailOutput,
    },
    action: async ({ input, credentials }) => ({
      output: describeTrainDetail(
        await call('getTrain', credentials, { params: input }),
      ),
    }),
  });

  registry.register({
    name: 'get-train-report',
    title: 'Get the report of a release train',
    description:
      'What a release train has come to, as Markdown: gates with what they rested on, waves, incidents, success metrics, follow-ups.',
    attributes: READS,
    schema: {
      input: z => z.object({ trainId: idOfTrain(z) }).strict(),
      output: z => z.object({ markdown: z.string() }),
    },
    action: async ({ input, credentials }) => ({
      output: {
        markdown: await call('getTrainReport', credentials, { params: input }),
      },
    }),
  });

  registry.register({
    name: 'preview-train',
    title: 'Preview a release train',
    description: `
What would follow from the manifest of a train, from the catalog and from other trains: dates, order of the products, problems, and trains that are in the way. Nothing is planned yet.`,
    attributes: READS,
    visibilityPermission: orchestratorRunCreatePermission,
    schema: {
      input: z =>
        z.object({ manifest: manifest(z), departure: departure(z) }).strict(),
      output: z =>
        z.object({
          departures: z.array(z.string()),
          plan: z.object({}).passthrough(),
          conflicts: conflictsOutput(z),
        }),
    },
    action: async ({ input, credentials }) => {
      const { plan, ...preview } = await call('previewTrain', credentials, {
        body: input,
      });
      return { output: { ...preview, plan: { ...plan } } };
    },
  });

  registry.register({
    name: 'plan-train',
    title: 'Plan a release train',
    description: `
Makes a release train from a manifest; its gates start to collect evidence. Nothing goes live before the train departs. Preview it first. A second call with the same idempotencyKey answers with the train that the first one made.`,
    attributes: { ...RECORDS, idempotent: true },
    visibilityPermission: orchestratorRunCreatePermission,
    schema: {
      input: z =>
        z
          .object({
            manifest: manifest(z),
            departure: departure(z),
            idempotencyKey: z
              .string()
              .max(200)
              .describe('A name of your own for this attempt'),
          })
          .strict(),
      output: trainDetailOutput,
    },
    action: async ({ input, credentials }) => ({
      output: describeTrainDetail(
        await call('createTrain', credentials, { body: input }),
      ),
    }),
  });
}
