/*
 * A portal with the orchestrator in it: people sign in, and a policy decides what they see.
 */
import { join } from 'node:path';
import { exampleUsersModule } from '../../examples/portal/backend/src/signIn';
import { createOwnBackend } from '../../plugins/orchestrator-backend/src/__testUtils__/ownProcess/createOwnBackend';
import { runScript } from '../../plugins/orchestrator-backend/src/testing/runScript';
import { ownPolicyModule } from './ownPolicy';
import type { PortalOptions } from './PortalOptions';

function settingsOf({ folder, userRef }: PortalOptions) {
  return {
    auth: {
      providers: { 'example-users': { users: [{ entityRef: userRef }] } },
    },
    permission: { enabled: true },
    orchestrator: {
      workDirectory: join(folder, 'work'),
      codeHosts: {
        local: {
          directory: join(folder, 'repositories'),
          rateLimits: [{ max: 500, per: '1h' }],
        },
      },
      rateLimits: [
        { scope: 'global', max: 60_000, per: '1d' },
        { scope: 'owner', max: 3_000, per: '1d' },
      ],
      limits: { requestsPerMinute: 0 },
    },
  };
}

runScript(async (options: PortalOptions) => {
  const backend = createOwnBackend(options, settingsOf(options));
  backend.add(import('@backstage/plugin-auth-backend'));
  backend.add(exampleUsersModule);
  backend.add(import('@backstage/plugin-permission-backend'));
  backend.add(ownPolicyModule);
  await backend.start();
});
