import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { createOrchestratorClient } from '@backstage-orchestrator/plugin-orchestrator-common';
import { setTimeout as sleep } from 'node:timers/promises';
import { explainError } from './explainError';
import { LONGEST_WAIT, readWait } from './readWait';
import { tokensOf } from './tokensOf';
import { gateWaitExamples } from './train.examples';

const LOOK_EVERY_MS = 5_000;

/**
 * The action `orchestrator:gate:wait`: waits until a gate of a release train has decided.
 *
 * @remarks A NO-GO fails the step. When the time is up the step goes on, and says that the gate is undecided.
 */
export function createGateWaitAction(options: {
  auth: AuthService;
  discovery: DiscoveryService;
  /** Set by tests. */
  lookEveryMs?: number;
}) {
  const { lookEveryMs = LOOK_EVERY_MS } = options;
  const client = createOrchestratorClient({ discoveryApi: options.discovery });
  return createTemplateAction({
    id: 'orchestrator:gate:wait',
    description: 'Waits until a gate of a release train is a GO.',
    examples: gateWaitExamples,
    supportsDryRun: true,
    schema: {
      input: {
        trainId: z => z.string({ description: 'Id of the train' }),
        gate: z => z.string({ description: 'Id of the gate' }),
        wait: z =>
          z
            .string({
              description: `How long at most, such as 10m; at most ${LONGEST_WAIT}`,
            })
            .default('10m'),
      },
      output: {
        status: z =>
          z.string({
            description: 'waiting, open, or go where it has decided',
          }),
        questions: z =>
          z.array(z.string(), { description: 'What is open, in words' }),
      },
    },
    async handler(ctx) {
      const { trainId, gate, wait } = ctx.input;
      const until = Date.now() + readWait(wait, 'a train');
      const token = tokensOf(options.auth, await ctx.getInitiatorCredentials());
      if (ctx.isDryRun) {
        ctx.output('status', 'open');
        ctx.output('questions', []);
        return;
      }
      try {
        for (;;) {
          const { board } = await client.getTrain(
            { params: { trainId } },
            { token: await token() },
          );
          const found = board.find(({ id }) => id === gate);
          if (!found) {
            throw new NotFoundError(
              `gate: found "${gate}", accepted is one of ${board
                .map(({ id }) => id)
                .join(', ')}`,
            );
          }
          if (found.status === 'noGo') {
            throw new ConflictError(`${found.title} is a NO-GO`);
          }
          ctx.output('status', found.status);
          ctx.output('questions', found.questions);
          if (found.status === 'go' || Date.now() >= until) {
            ctx.logger.info(`${found.title} is ${found.status}`);
            return;
          }
          await sleep(Math.min(lookEveryMs, until - Date.now()), undefined, {
            signal: ctx.signal,
          });
        }
      } catch (error) {
        throw explainError(error);
      }
    },
  });
}
