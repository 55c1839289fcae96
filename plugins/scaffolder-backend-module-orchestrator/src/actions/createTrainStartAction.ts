import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  createOrchestratorClient,
  type OrchestratorApi,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { departsIn } from './departsIn';
import { explainError } from './explainError';
import { idempotencyKey, type ManifestInput } from './sweepManifest';
import { tokensOf } from './tokensOf';
import { trainStartExamples } from './train.examples';

/** Stands for the id of a train in the dry run of a template, which makes none. */
const NO_TRAIN = 'dry-run';

/**
 * The action `orchestrator:train:start`: plans a release train from a manifest, on behalf of who started the template.
 *
 * @remarks
 * A task that is run again finds the train that it planned before, with the departure that it had. In the dry run of a template the plan is worked out,
 * no more.
 */
export function createTrainStartAction(options: {
  auth: AuthService;
  discovery: DiscoveryService;
  now?: () => Date;
}) {
  const { now = () => new Date() } = options;
  const client = createOrchestratorClient({ discoveryApi: options.discovery });
  return createTemplateAction({
    id: 'orchestrator:train:start',
    description:
      'Plans a release train: several products on one date, with go or no-go on evidence.',
    examples: trainStartExamples,
    supportsDryRun: true,
    schema: {
      input: {
        manifest: z =>
          z.union([z.string(), z.record(z.any())], {
            description:
              'The manifest of the train (apiVersion orchestrator/v1, kind Train), as an object or as YAML or JSON text',
          }),
        departure: z =>
          z
            .string({
              description:
                'Which departure, for a train with a schedule; left out: the next',
            })
            .optional(),
        departureIn: z =>
          z
            .string({
              description:
                'How long from now it departs, such as 5m; sets the departure of the manifest',
            })
            .optional(),
      },
      output: {
        trainId: z => z.string({ description: 'Id of the train' }),
        url: z =>
          z.string({ description: 'Its page in the portal, as a path' }),
        departure: z => z.string({ description: 'When it departs, ISO 8601' }),
        problems: z =>
          z.array(z.string(), {
            description:
              'What is wrong with the plan, and which trains are in the way, in words',
          }),
      },
    },
    async handler(ctx) {
      const manifest: ManifestInput = ctx.input.manifest;
      const { departure, departureIn } = ctx.input;
      if (departure !== undefined && departureIn !== undefined) {
        throw new InputError(
          'departure, departureIn: found both, accepted is one of them',
        );
      }
      const token = tokensOf(options.auth, await ctx.getInitiatorCredentials());
      const body = {
        manifest: (departureIn === undefined
          ? manifest
          : departsIn(manifest, departureIn, now())) as TrainBody['manifest'],
        ...(departure !== undefined && { departure }),
      };
      try {
        if (ctx.isDryRun) {
          const { plan, conflicts } = await client.previewTrain(
            { body },
            { token: await token() },
          );
          ctx.output('trainId', NO_TRAIN);
          ctx.output('url', '/orchestrator/trains');
          ctx.output('departure', plan.departure);
          ctx.output('problems', wordsOf(plan, conflicts));
          return;
        }
        const { id, train, conflicts } = await client.createTrain(
          {
            body: {
              ...body,
              idempotencyKey: idempotencyKey(
                ctx.task.id,
                ctx.step?.id ?? '',
                manifest,
              ),
            },
          },
          { token: await token() },
        );
        const url = `/orchestrator/trains/${encodeURIComponent(id)}`;
        ctx.logger.info(
          `Train ${id} departs at ${train.plan.departure}: ${url}`,
        );
        ctx.output('trainId', id);
        ctx.output('url', url);
        ctx.output('departure', train.plan.departure);
        ctx.output('problems', wordsOf(train.plan, conflicts));
      } catch (error) {
        throw explainError(error);
      }
    },
  });
}

type TrainBody = Parameters<OrchestratorApi['createTrain']>[0]['body'];

function wordsOf(
  plan: { problems: { message: string }[] },
  conflicts: { message: string }[],
): string[] {
  return [...plan.problems, ...conflicts].map(({ message }) => message);
}
