import { startTestBackend } from '@backstage/backend-test-utils';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import module from './index';

it('adds its actions to the scaffolder', async () => {
  const addActions = jest.fn();
  const backend = await startTestBackend({
    extensionPoints: [[scaffolderActionsExtensionPoint, { addActions }]],
    features: [module],
  });
  expect(
    addActions.mock.calls.flat().map(({ id }: { id: string }) => id),
  ).toEqual([
    'orchestrator:sweep:start',
    'orchestrator:train:start',
    'orchestrator:gate:wait',
  ]);
  await backend.stop();
});
