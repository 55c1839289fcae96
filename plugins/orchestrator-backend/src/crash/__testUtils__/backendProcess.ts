/*
 * A backend for tests that kill it: several callers with tokens, and a plugin that hears of the events.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { createOwnBackend } from '../../__testUtils__/ownProcess/createOwnBackend';
import { ORCHESTRATOR_TOPIC } from '../../outbox/deliverEvents';
import { migrationFolders } from '../../store/migrations';
import { runScript } from '../../testing/runScript';
import type { KillableOptions } from './KillableOptions';

/** Another plugin, which writes down the ids of the events that it is told. */
function receiverOf({ folder }: KillableOptions) {
  return createBackendPlugin({
    pluginId: 'receiver',
    register(env) {
      env.registerInit({
        deps: { events: eventsServiceRef },
        async init({ events }) {
          await events.subscribe({
            id: 'receiver',
            topics: [ORCHESTRATOR_TOPIC],
            async onEvent({ eventPayload }) {
              const { id } = eventPayload as { id: string };
              appendFileSync(join(folder, 'received.txt'), `${id}\n`);
            },
          });
        },
      });
    },
  });
}

function settingsOf({
  folder,
  workFolder,
  callers,
  workers,
  webhooks,
}: KillableOptions) {
  return {
    backend: {
      auth: {
        externalAccess: Object.entries(callers).map(([token, subject]) => ({
          type: 'static',
          options: { token, subject },
        })),
      },
    },
    permission: { enabled: false },
    orchestrator: {
      workDirectory: join(folder, workFolder),
      codeHosts: { local: { directory: join(folder, 'repositories') } },
      commands: { allow: ['sh'] },
      workers,
      webhooks,
      limits: { requestsPerMinute: 0 },
    },
  };
}

runScript(async (options: KillableOptions) => {
  migrationFolders.push(...options.migrations);
  const backend = createOwnBackend(options, settingsOf(options));
  backend.add(receiverOf(options));
  await backend.start();
});
