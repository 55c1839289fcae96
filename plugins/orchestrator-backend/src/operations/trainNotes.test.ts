import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import {
  startOrchestrator,
  type TestOrchestrator,
} from '../__testUtils__/startOrchestrator';
import { TestRepository, testFolders } from '../git/testing/TestRepository';
import { testDatabases } from '../testing';

const databases = testDatabases();
const folders = testFolders();
const OWNER = 'group:default/team-shop';

jest.setTimeout(120_000);

describe.each(databases.supported)(
  'notes of a train over the API on %s',
  kind => {
    let portal: TestOrchestrator;
    let trainId: string;

    beforeAll(async () => {
      const folder = realpathSync(folders.make());
      mkdirSync(join(folder, 'repositories'));
      const repository = new TestRepository(
        join(folder, 'repositories'),
        'shop',
        { a: '1\n' },
      );
      repository.git('tag', 'v1');
      repository.git('push', '--quiet', 'origin', 'v1');
      repository.commit('feat(cart)!: instalments', { a: '2\n' });
      repository.commit('fix: sums', { a: '3\n' });
      portal = await startOrchestrator({
        folder,
        entities: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: {
              name: 'shop',
              annotations: { 'orchestrator/repository': 'local:shop' },
            },
            spec: {},
            relations: [{ type: 'ownedBy', targetRef: OWNER }],
          },
        ],
        database: databases.locationOf(await databases.init(kind)),
      });
      portal.deny('orchestrator.run.operate');
      const flag = (set: 'on' | 'off') => [
        { id: 'flag', flag: { key: 'shop', set } },
      ];
      const { id } = await portal.client.createTrain({
        body: {
          manifest: {
            apiVersion: 'orchestrator/v1',
            kind: 'Train',
            metadata: { name: 'spring', title: 'Spring' },
            spec: {
              owner: OWNER,
              timezone: 'Europe/Berlin',
              departure: '2040-03-26T10:00',
              products: ['shop', 'bare'].map(name => ({
                id: name,
                entity: 'component:default/shop',
                version: '2.0.0',
                criticality: 'low',
                ...(name === 'shop' && { changelog: { from: 'v1' } }),
                activation: flag('on'),
                rollback: flag('off'),
              })),
              gates: [
                {
                  id: 'go',
                  criteria: [
                    {
                      id: 'docs',
                      checklist: { items: [{ id: 'read', title: 'Read' }] },
                    },
                  ],
                  signOffs: [{ id: 'release', from: [OWNER] }],
                },
              ],
              waves: [{ id: 'pilot' }],
            },
          },
        },
      });
      trainId = id;
    });

    afterAll(() => portal.stop());

    const command = (
      body: Parameters<
        TestOrchestrator['client']['commandProduct']
      >[0]['body']['command'],
      productId = 'shop',
    ) =>
      portal.client.commandProduct({
        params: { trainId, productId },
        body: { command: body },
      });

    it('are drafted by the owner from the commits, edited, and read by segment', async () => {
      portal.as('user:default/ana', ['user:default/ana', OWNER]);
      const drafted = await command({ type: 'draftNotes' });
      const { draft } = drafted.productStates[0].notes ?? {};
      expect(draft).toMatchObject({
        by: 'user:default/ana',
        repository: 'local:shop',
        commits: 2,
      });
      const [fix, feature] = draft?.notes ?? [];
      await command({
        type: 'editNotes',
        edits: [
          { id: feature.id, text: 'Pay in instalments', segments: ['pilot'] },
          { id: fix.id, leftOut: true },
        ],
        added: [
          {
            kind: 'other',
            text: 'For support',
            breaking: false,
            segments: ['support'],
          },
        ],
      });
      const read = (segment?: string) =>
        portal.client.getTrainNotesText({
          params: { trainId },
          query: { segment },
        });
      expect(await read('pilot')).toBe(
        `## shop 2.0.0\n\n### Breaking\n\n- **cart:** Pay in instalments (${feature.id.slice(
          0,
          7,
        )})\n`,
      );
      expect(await read('support')).toContain('For support');
      const { items } = await portal.client.getTrainNotes({
        params: { trainId },
        query: { product: 'shop' },
      });
      expect(items[0].notes.map(({ source }) => source)).toEqual([
        'commit',
        'person',
      ]);
      expect(
        await portal.client.getTrainReport({ params: { trainId } }),
      ).toContain('Pay in instalments');
      await expect(read('moon')).rejects.toMatchObject({
        statusCode: 400,
        body: {
          detail: expect.stringContaining(
            'segment: found moon, accepted is one of pilot, customers',
          ),
        },
      });
    });

    it('change nothing where the commits can not be found, or somebody may not', async () => {
      portal.as('user:default/ana', ['user:default/ana', OWNER]);
      const before = await portal.client.getTrain({ params: { trainId } });
      await expect(
        command({ type: 'draftNotes' }, 'bare'),
      ).rejects.toMatchObject({
        statusCode: 400,
        body: {
          detail: expect.stringContaining(
            'products.bare.changelog: found none',
          ),
        },
      });
      await expect(
        command({ type: 'draftNotes' }, 'nope'),
      ).rejects.toMatchObject({ statusCode: 403 });
      portal.as('user:default/eve');
      await expect(command({ type: 'draftNotes' })).rejects.toMatchObject({
        statusCode: 403,
      });
      const after = await portal.client.getTrain({ params: { trainId } });
      expect(after.productStates).toEqual(before.productStates);
    });
  },
);
