import { apiOf } from './api';
import type { Portal } from './portal';
import { until } from './until';
import { ANA } from './users';

/** Components of examples/catalog, and those of them that can't be worked on (see examples/README.md). */
const COMPONENTS = 40;
const PROBLEMS = 3;

const EVERY_COMPONENT = {
  apiVersion: 'orchestrator/v1',
  kind: 'Sweep',
  metadata: { name: 'everything' },
  spec: {
    owner: 'group:default/platform-engineering',
    targets: { filter: { kind: 'component' } },
    change: {
      title: 'Nothing',
      commitMessage: 'chore: nothing',
      steps: [{ replace: { files: ['README.md'], find: 'a', with: 'b' } }],
    },
  },
};

/** Waits until a fresh portal has read the example catalog: it does so in the background after its start. */
export async function catalogIsRead(portal: Portal): Promise<void> {
  const api = apiOf(portal, ANA);
  await until('the catalog is read', async () => {
    const { targets, problems } = await api.previewTargets({
      body: { manifest: EVERY_COMPONENT },
    });
    return targets === COMPONENTS && problems === PROBLEMS;
  });
}
