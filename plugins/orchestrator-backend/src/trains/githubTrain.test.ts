import {
  startOrchestrator,
  type TestOrchestrator,
} from '../__testUtils__/startOrchestrator';
import { GithubServer, HOST, SHA, TOKEN } from '../github/testing/GithubServer';
import { eventually, openTestDatabase, testDatabases } from '../testing';

const databases = testDatabases();
const SOON_MS = 3_000;

function manifestFor(departure: string): string {
  return `apiVersion: orchestrator/v1
kind: Train
metadata: { name: spring }
spec:
  owner: group:default/team-a
  timezone: UTC
  departure: '${departure}'
  depart: automatic
  products:
    - id: shop
      entity: component:default/shop
      version: 1.2.0
      criticality: low
      activation:
        - id: deploy
          workflow:
            workflow: deploy.yml
            ref: v\${{ product.version }}
            inputs: { version: '\${{ product.version }}' }
            correlationInput: start
      rollback: [{ id: 'off', flag: { key: shop, set: 'off' } }]
  gates:
    - id: go
      criteria:
        - { id: built, ci: { ref: 'v\${{ product.version }}', checks: [build] } }
  waves: [{ id: all }]
`;
}

describe.each(databases.supported)('a train in a portal on %s', kind => {
  let github: GithubServer;
  let orchestrator: TestOrchestrator;

  afterEach(async () => {
    await orchestrator.stop();
    await github.close();
  });

  it('departs on the checks of GitHub, and is done when its workflow is', async () => {
    github = await GithubServer.start();
    github.refs.set('v1.2.0', SHA);
    github.workflows.set('deploy.yml', {
      inputs: ['version', 'start'],
      titleFrom: 'start',
    });
    github.checkRuns = [{ id: 1, name: 'build', conclusion: 'success' }];
    const database = databases.locationOf(await databases.init(kind));
    orchestrator = await startOrchestrator({
      database,
      entities: [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: {
            name: 'shop',
            annotations: {
              'backstage.io/source-location': `url:https://${HOST}/acme/shop/tree/main/`,
            },
          },
          spec: { owner: 'group:default/team-a' },
          relations: [{ type: 'ownedBy', targetRef: 'group:default/team-a' }],
        },
      ],
      root: {
        integrations: {
          github: [{ host: HOST, apiBaseUrl: github.apiBaseUrl, token: TOKEN }],
        },
      },
      config: {
        trains: {
          strictness: { low: { demands: [] } },
          workflows: { allow: [`${HOST}/acme/shop`] },
        },
      },
    });
    const { client } = orchestrator;
    const departure = new Date(Date.now() + SOON_MS).toISOString();
    const { id } = await client.createTrain({
      body: { manifest: manifestFor(departure) },
    });
    const params = { trainId: id };
    const step = async () =>
      (await client.getTrain({ params })).productStates[0].activations[0]
        ?.steps[0];
    await eventually(
      'the workflow runs',
      async () => (await step())?.workflow?.run !== undefined,
    );
    expect(github.dispatches).toMatchObject([
      { ref: 'v1.2.0', inputs: { version: '1.2.0' } },
    ]);
    Object.assign(github.runs[0], {
      status: 'completed',
      conclusion: 'success',
    });
    await eventually(
      'the train is done but for its closing',
      async () => (await client.getTrain({ params })).phase === 'closing',
    );
    const { board } = await client.getTrain({ params });
    expect(board[0].parts[0].cells[0]).toMatchObject({
      status: 'pass',
      summary: 'All 1 passed on c0ffee000000',
    });
    expect(github.dispatches).toHaveLength(1);
    // It counts like the write of a sweep, under the limits of its GitHub.
    const pacing = await client.getPacing();
    expect(pacing.hosts).toContainEqual(
      expect.objectContaining({ host: HOST, writing: 0, concurrency: 100 }),
    );
    expect(pacing.limits).toContainEqual(
      expect.objectContaining({ scope: 'host', key: HOST, max: 80, used: 1 }),
    );
    const kept = openTestDatabase(database);
    const events = JSON.stringify(await kept('events').select());
    await kept.destroy();
    expect(events).toContain('step.workflowEnded');
    expect(events).not.toContain(TOKEN);
  });
});
