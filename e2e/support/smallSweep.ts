import type { OrchestratorApi } from '@backstage-orchestrator/plugin-orchestrator-common';
import { runIn } from './api';

/** Components that the small sweep changes, each with a repository of its own. */
export const SMALL_SWEEP_TARGETS = [
  'payments-api',
  'price-list',
  'customer-profiles',
];

/** What the small sweep replaces in the README of its targets. */
export const SMALL_SWEEP_TEXT = { find: 'npm install', with: 'npm ci' };

/** Id of a component's target in any run. */
export const targetIdOf = (component: string) =>
  `component.default.${component}`;

/** Starts a sweep over three services through the API, and waits for its diffs. */
export async function startSmallSweep(
  api: OrchestratorApi,
  title: string,
  options: { draft?: boolean } = {},
): Promise<string> {
  const { id } = await api.createRun({
    body: {
      manifest: {
        apiVersion: 'orchestrator/v1',
        kind: 'Sweep',
        metadata: {
          name: 'install-exactly',
          title,
          description: 'Installs **exactly** what the lock file says.',
        },
        spec: {
          owner: 'group:default/platform-engineering',
          targets: {
            include: SMALL_SWEEP_TARGETS.map(
              name => `component:default/${name}`,
            ),
          },
          change: {
            title: 'Install what the lock file says',
            body: 'The README tells `npm ci`.',
            commitMessage: 'docs: install what the lock file says',
            draft: options.draft ?? false,
            steps: [{ replace: { files: ['README.md'], ...SMALL_SWEEP_TEXT } }],
          },
          rollout: {
            canary: { min: 1, max: 1, approval: true, selfApproval: true },
          },
        },
      },
      dryRun: true,
    },
  });
  await runIn(api, id, 'readyToStart');
  return id;
}
