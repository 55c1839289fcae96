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
import { explainError } from './explainError';
import { examples } from './sweepStart.examples';
import { idempotencyKey, type ManifestInput } from './sweepManifest';
import { tokensOf } from './tokensOf';
import { LONGEST_WAIT, readWait } from './readWait';
import { waitForDryRun } from './waitForDryRun';

const LOOK_EVERY_MS = 2_000;

/** Stands for the id of a run in the dry run of a template, which makes none. */
const NO_RUN = 'dry-run';

export interface SweepStartOptions {
  auth: AuthService;
  discovery: DiscoveryService;
  /** Set by tests. */
  lookEveryMs?: number;
}

/**
 * The action `orchestrator:sweep:start`: makes a sweep from a manifest, on behalf of who started the template.
 *
 * @remarks
 * What the orchestrator allows that person to see and do is what the sweep gets. A task that is run again finds the
 * sweep that it made before. In the dry run of a template the manifest is checked and its modules are listed, no more.
 */
export function createSweepStartAction({
  auth,
  discovery,
  lookEveryMs = LOOK_EVERY_MS,
}: SweepStartOptions) {
  const client = createOrchestratorClient({ discoveryApi: discovery });

  return createTemplateAction({
    id: 'orchestrator:sweep:start',
    description:
      'Starts a sweep: one change over many modules of the catalog, shown as diffs before anything is written.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        manifest: z =>
          z.union([z.string(), z.record(z.any())], {
            description:
              'The manifest of the sweep (apiVersion orchestrator/v1, kind Sweep), as an object or as YAML or JSON text',
          }),
        dryRun: z =>
          z
            .boolean({
              description:
                'Make the diff of every module right away; nothing is written to a repository',
            })
            .default(true),
        wait: z =>
          z
            .string({
              description: `Wait for the diffs, at most this long, such as 10m; at most ${LONGEST_WAIT}. The step goes on when the time is up`,
            })
            .optional(),
      },
      output: {
        runId: z => z.string({ description: 'Id of the sweep' }),
        url: z =>
          z.string({ description: 'Its page in the portal, as a path' }),
        status: z =>
          z.string({
            description:
              'Where it stands, such as planned, dryRunning or readyToStart',
          }),
        targets: z =>
          z.number({ description: 'Number of modules that it found' }),
      },
    },
    async handler(ctx) {
      const manifest: ManifestInput = ctx.input.manifest;
      const forMs = readWait(ctx.input.wait, 'a sweep');
      const token = tokensOf(auth, await ctx.getInitiatorCredentials());
      try {
        if (ctx.isDryRun) {
          const preview = await previewSweep(client, manifest, await token());
          ctx.logger.info(preview.text);
          ctx.output('runId', NO_RUN);
          ctx.output('url', '/orchestrator');
          ctx.output('status', 'notStarted');
          ctx.output('targets', preview.targets);
          return;
        }
        const key = idempotencyKey(ctx.task.id, ctx.step?.id ?? '', manifest);
        const body = {
          manifest: manifest as SweepBody['manifest'],
          dryRun: ctx.input.dryRun,
          idempotencyKey: key,
        };
        const created = await client.createRun(
          { body },
          { token: await token() },
        );
        const url = `/orchestrator/sweeps/${encodeURIComponent(created.id)}`;
        // Known before the wait, so that a template that is cancelled then still links to it.
        ctx.output('runId', created.id);
        ctx.output('url', url);
        ctx.logger.info(
          `Sweep ${created.id} with ${created.targets} modules: ${url}`,
        );
        const look = async () =>
          client.getRun(
            { params: { runId: created.id } },
            { token: await token() },
          );
        const waits = ctx.input.dryRun && forMs > 0;
        const run = waits
          ? await waitForDryRun(created, look, {
              forMs,
              everyMs: lookEveryMs,
              signal: ctx.signal,
            })
          : created;
        if (waits) {
          ctx.logger.info(`The sweep is now ${run.status}`);
        }
        ctx.output('status', run.status);
        ctx.output('targets', run.targets);
      } catch (error) {
        throw explainError(error);
      }
    },
  });
}

type SweepBody = Parameters<OrchestratorApi['createRun']>[0]['body'];

async function previewSweep(
  client: OrchestratorApi,
  manifest: ManifestInput,
  token: string,
): Promise<{ targets: number; text: string }> {
  const body = { manifest: manifest as SweepBody['manifest'] };
  const { valid, issues } = await client.validateManifest({ body }, { token });
  if (!valid) {
    throw new InputError(
      `The manifest has mistakes:\n${issues
        .map(({ message }) => `- ${message}`)
        .join('\n')}`,
    );
  }
  const { targets, problems, owners, batches } = await client.previewTargets(
    { body },
    { token },
  );
  const lines = [
    `The sweep would touch ${targets} modules of ${owners.length} owners, ${problems} of them with a problem in the catalog.`,
    ...batches.map(
      ({ name, size, targets: ids }) =>
        `${name}: ${size} (${ids.slice(0, 5).join(', ')}${
          ids.length > 5 ? ', …' : ''
        })`,
    ),
  ];
  return { targets, text: lines.join('\n') };
}
