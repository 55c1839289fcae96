import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { ProductRepositories } from '../catalog';
import { GithubServer, HOST, SHA, TOKEN } from '../github/testing/GithubServer';
import { testDatabases } from '../testing';
import type { AnalysisSampler, MetricReader } from '../metricSources';
import { collectCi, type CheckTools } from './collectCi';
import { ANA, BEN, TrainHarness } from './testing/TrainHarness';
import { pacingOf } from './__testUtils__/workflowHandler';
import { WatchHandler } from './WatchHandler';

const databases = testDatabases();
const SOURCE = `url:https://${HOST}/acme/shop/tree/main/`;
const OTHER_SHA = 'beef00'.padEnd(40, '0');

function component(annotations: Record<string, string>): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'shop', annotations },
    spec: {},
  };
}

describe.each(databases.supported)(
  'a gate that asks for checks, on %s',
  kind => {
    let trains: TrainHarness;
    let github: GithubServer;
    let entity: Entity;
    let catalogAnswers: boolean;
    let watches: WatchHandler;

    beforeEach(async () => {
      trains = new TrainHarness(await databases.init(kind));
      github = await GithubServer.start(trains.clock);
      github.refs.clear();
      github.refs.set('v1.2.0', SHA);
      entity = component({ 'backstage.io/source-location': SOURCE });
      catalogAnswers = true;
      watches = handler();
    });

    afterEach(() => github.close());

    function handler(codeHosts: CheckTools['codeHosts'] = new Map()) {
      const { integrations } = github;
      const tools: CheckTools = {
        clock: trains.clock,
        github: github.api(),
        pacing: pacingOf(trains).pacing,
        codeHosts,
        repositories: new ProductRepositories({
          integrations,
          auth: mockServices.auth(),
          catalog: {
            getEntityByRef: async ref => {
              if (!catalogAnswers) {
                throw new Error('The catalog is out of reach');
              }
              return catalogServiceMock({
                entities: [entity],
              }).getEntityByRef(ref, {
                credentials: await mockServices
                  .auth()
                  .getOwnServiceCredentials(),
              });
            },
          },
        }),
      };
      return new WatchHandler({
        service: trains.service,
        clock: trains.clock,
        logger: mockServices.logger.mock(),
        sampler: {} as AnalysisSampler,
        reader: {} as MetricReader,
        collectors: {
          ci: async context => collectCi(tools, context.criterion.ci!, context),
        },
      });
    }

    async function create(
      ci: object = {},
      scope: 'product' | 'train' = 'product',
    ) {
      return trains.create({
        products: [
          {
            id: 'shop',
            entity: 'component:default/shop',
            version: '1.2.0',
            criticality: 'medium',
            activation: [{ id: 'on', flag: { key: 'shop', set: 'on' } }],
            rollback: [{ id: 'off', flag: { key: 'shop', set: 'off' } }],
          },
        ],
        dependencies: [],
        waves: [{ id: 'all' }],
        gates: [
          {
            id: 'go',
            opens: 'D-60',
            criteria: [
              {
                id: 'built',
                scope,
                ci: { ref: 'v${{ product.version }}', ...ci },
              },
            ],
            signOffs: [{ id: 'release', from: [BEN.actor.ref] }],
          },
        ],
      });
    }

    /** Looks, if it is time to. @returns how many looked */
    async function look(): Promise<number> {
      const claims = (await trains.claim()).filter(
        ({ item }) => item.kind === 'train.watch',
      );
      for (const claim of claims) {
        await watches.execute(claim, new AbortController().signal);
      }
      return claims.length;
    }

    async function lookAfter(ms: number): Promise<number> {
      trains.clock.advance(ms);
      return look();
    }

    async function gate(id: string) {
      return (await trains.board(id))[0];
    }

    async function cell(id: string) {
      return (await gate(id)).parts.flatMap(({ cells }) => cells)[0];
    }

    const succeed = (...names: string[]) => {
      github.checkRuns = names.map((name, index) => ({
        id: index + 1,
        name,
        conclusion: 'success',
      }));
    };

    it('waits for a check that is not there yet, then passes with links, by the tag of the release', async () => {
      const id = await create({ checks: ['build', 'e2e'] });
      succeed('build');
      await look();
      expect(await cell(id)).toMatchObject({
        status: 'pending',
        blocks: true,
        summary: 'Waits on c0ffee000000: e2e',
      });
      expect(await lookAfter(30_000)).toBe(0);
      succeed('build', 'e2e');
      expect(await lookAfter(30_000)).toBe(1);
      expect(await cell(id)).toMatchObject({
        status: 'pass',
        blocks: false,
        summary: 'All 2 passed on c0ffee000000',
        evidence: [
          {
            title: 'Commit c0ffee000000 of acme/shop',
            url: `https://${HOST}/acme/shop/commit/${SHA}`,
          },
          { title: 'build: success', url: `https://${HOST}/acme/shop/runs/1` },
          { title: 'e2e: success', url: `https://${HOST}/acme/shop/runs/2` },
        ],
      });
      expect(await lookAfter(4 * 60_000)).toBe(0);
      expect(await lookAfter(60_000)).toBe(1);
    });

    it('is no GO with a failure', async () => {
      const id = await create();
      github.checkRuns = [{ id: 1, name: 'build', conclusion: 'timed_out' }];
      await look();
      expect(await cell(id)).toMatchObject({
        status: 'fail',
        blocks: true,
        summary: 'Failed on c0ffee000000: build',
      });
      expect((await gate(id)).state.status).toBe('open');
    });

    it('keeps a signature while it finds the same, and takes another commit for other evidence', async () => {
      const id = await create();
      succeed('build');
      await look();
      await trains.sign(id);
      expect((await gate(id)).state.status).toBe('go');
      await lookAfter(5 * 60_000);
      expect((await gate(id)).state.status).toBe('go');
      github.refs.set('v1.2.0', OTHER_SHA);
      github.refs.set(OTHER_SHA, OTHER_SHA);
      await lookAfter(5 * 60_000);
      expect((await cell(id)).summary).toBe('All 1 passed on beef00000000');
      expect((await gate(id)).state).toMatchObject({ status: 'open' });
    });

    it('says that GitHub asks to wait where nothing is known yet: neither a failure nor a pass', async () => {
      const id = await create();
      github.answerNext({ status: 429, headers: { 'retry-after': '600' } });
      await look();
      expect(await cell(id)).toMatchObject({
        status: 'pending',
        blocks: true,
        summary: `Nobody has looked yet: ${HOST} asks to wait until 2030-03-01T00:10:00.000Z`,
      });
      expect(await lookAfter(9 * 60_000)).toBe(0);
      succeed('build');
      expect(await lookAfter(60_000)).toBe(1);
      expect(await cell(id)).toMatchObject({
        status: 'pass',
        summary: 'All 1 passed on c0ffee000000',
      });
    });

    it('keeps what it knows while GitHub asks to wait, and what was signed, and says that nobody looks', async () => {
      const id = await create();
      succeed('build');
      await look();
      await trains.sign(id);
      expect((await gate(id)).state.status).toBe('go');
      const { at } = await cell(id);
      github.answerNext({ status: 429, headers: { 'retry-after': '600' } });
      expect(await lookAfter(5 * 60_000)).toBe(1);
      expect(await cell(id)).toMatchObject({
        status: 'pass',
        at,
        summary: `All 1 passed on c0ffee000000. Nobody has looked since: ${HOST} asks to wait until 2030-03-01T00:15:00.000Z`,
      });
      expect((await gate(id)).state.status).toBe('go');
      expect(await lookAfter(10 * 60_000)).toBe(1);
      expect((await cell(id)).summary).toBe('All 1 passed on c0ffee000000');
      expect((await cell(id)).at).not.toBe(at);
      expect((await gate(id)).state.status).toBe('go');
    });

    it('stays a failure while GitHub asks to wait', async () => {
      const id = await create();
      github.checkRuns = [{ id: 1, name: 'build', conclusion: 'failure' }];
      await look();
      github.answerNext({
        status: 403,
        body: { message: 'You have exceeded a secondary rate limit.' },
      });
      await lookAfter(5 * 60_000);
      expect(await cell(id)).toMatchObject({
        status: 'fail',
        summary: expect.stringMatching(
          /^Failed on .* Nobody has looked since: .* asks to wait until/,
        ),
      });
    });

    it('waits for a code host of a module as long as it asks to', async () => {
      const id = await create({ repository: 'hub:acme/shop' });
      const { sleeping } = pacingOf(trains);
      let asked = 0;
      watches = handler(
        new Map([
          [
            'hub',
            {
              checksOf: async () => {
                asked += 1;
                throw new FailureError({
                  class: 'rateLimited',
                  code: 'busy',
                  message: 'Come back later',
                  retryAfter: '2030-03-01T00:10:00.000Z',
                });
              },
            },
          ],
        ]),
      );
      await look();
      expect(await sleeping.of('hub')).toEqual({
        until: '2030-03-01T00:10:00.000Z',
        reason: 'Come back later',
      });
      expect((await cell(id)).summary).toBe(
        'Nobody has looked yet: hub asks to wait until 2030-03-01T00:10:00.000Z',
      );
      await trains.service.refresh(
        id,
        { kind: 'gate', gate: 'go', criterion: 'built', part: 'shop' },
        ANA,
      );
      await look();
      expect(asked).toBe(1);
    });

    it.each([
      [404, { message: 'Not Found' }, /may not see it/],
      [500, {}, /status 500/],
    ])(
      'is an error where GitHub answers with %d, and looks again',
      async (status, body, summary) => {
        const id = await create();
        succeed('build');
        await look();
        github.answerNext({ status, body });
        await lookAfter(5 * 60_000);
        expect(await cell(id)).toMatchObject({
          status: 'error',
          blocks: true,
          summary: expect.stringMatching(summary),
        });
        expect(await lookAfter(60_000)).toBe(1);
        expect((await cell(id)).status).toBe('pass');
      },
    );

    it('is an error where the release has no such tag', async () => {
      const id = await create({ ref: 'release-${{ product.version }}' });
      await look();
      expect(await cell(id)).toMatchObject({
        status: 'error',
        summary: expect.stringContaining('release-1.2.0'),
      });
    });

    it.each([
      ['names no repository', {}, /has no repository to look at/],
      [
        'is somewhere without an integration',
        { 'backstage.io/source-location': 'url:https://evil.example.com/a/b' },
        /no integration is configured/,
      ],
      [
        'has a slug that leads elsewhere',
        {
          'github.com/project-slug': '../../user',
          'backstage.io/source-location': SOURCE,
        },
        /must be like/,
      ],
    ])(
      'is an error, and sends nothing, where the product %s',
      async (_what, annotations, summary) => {
        entity = component(annotations);
        const id = await create();
        await look();
        expect(await cell(id)).toMatchObject({
          status: 'error',
          blocks: true,
          summary: expect.stringMatching(summary),
        });
        expect(github.requests).toEqual([]);
      },
    );

    it('looks again where the catalog could not be asked', async () => {
      const id = await create();
      catalogAnswers = false;
      await look();
      expect(await cell(id)).toMatchObject({
        status: 'error',
        summary: 'The catalog is out of reach',
      });
      catalogAnswers = true;
      succeed('build');
      expect(await lookAfter(60_000)).toBe(1);
      expect((await cell(id)).status).toBe('pass');
    });

    it('lets a pipeline record what came of checks at a code host that tells nothing of them', async () => {
      entity = component({ 'orchestrator/repository': 'local:shop' });
      const id = await create();
      await look();
      expect((await cell(id)).status).toBe('pending');
      await trains.service.commandProduct(
        id,
        'shop',
        {
          type: 'record',
          gate: 'go',
          criterion: 'built',
          by: 'service:default/ci',
          result: {
            status: 'pass',
            summary: 'Built',
            evidence: [{ title: 'Run', url: 'https://ci' }],
          },
        },
        ANA,
      );
      expect(await lookAfter(60 * 60_000)).toBe(0);
      expect((await cell(id)).status).toBe('pass');
    });

    it('asks a code host of a module that tells of them', async () => {
      entity = component({ 'orchestrator/repository': 'gitlab:acme/shop' });
      const checksOf = jest.fn(async () => ({
        repository: 'acme/shop',
        commit: SHA,
        checks: [{ name: 'pipeline', state: 'passed' as const }],
      }));
      watches = handler(new Map([['gitlab', { checksOf }]]));
      const id = await create();
      await look();
      expect((await cell(id)).status).toBe('pass');
      expect(checksOf).toHaveBeenCalledWith(
        { host: 'gitlab', name: 'acme/shop' },
        'v1.2.0',
        expect.anything(),
      );
    });

    it('asks once for the whole train where it is told the repository', async () => {
      github.refs.set('main', SHA);
      succeed('build');
      const id = await create(
        { ref: 'main', repository: `https://${HOST}/acme/shop` },
        'train',
      );
      await look();
      expect((await cell(id)).status).toBe('pass');
    });

    it('has no token in its events', async () => {
      await create();
      github.answerNext({ status: 403, body: { message: `Bearer ${TOKEN}` } });
      await look();
      const events = await trains.database('events').select();
      expect(JSON.stringify(events)).not.toContain(TOKEN);
      expect(JSON.stringify(events)).toContain('criterion.recorded');
    });
  },
);
