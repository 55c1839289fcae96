import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { createSweepStartAction } from './createSweepStartAction';
import { examples } from './sweepStart.examples';
import { FakeOrchestrator, problem } from './testing/FakeOrchestrator';

const RUN = { id: 'run-1', status: 'planned', targets: 3 };
const MANIFEST = { apiVersion: 'orchestrator/v1', kind: 'Sweep' };

describe('orchestrator:sweep:start', () => {
  let orchestrator: FakeOrchestrator;
  let action: ReturnType<typeof createSweepStartAction>;

  beforeEach(async () => {
    orchestrator = new FakeOrchestrator();
    const url = await orchestrator.start();
    const discovery = mockServices.discovery.mock({
      getBaseUrl: async () => url,
    });
    action = createSweepStartAction({
      auth: mockServices.auth({ pluginId: 'scaffolder' }),
      discovery,
      lookEveryMs: 5,
    });
    orchestrator.answers['POST /runs'] = [[201, RUN]];
  });

  afterEach(() => orchestrator.stop());

  type Context = Parameters<typeof action.handler>[0];

  async function run(
    input: JsonObject,
    more: Partial<ActionContext<JsonObject>> = {},
  ) {
    const context = createMockActionContext({
      input: { dryRun: true, ...input },
      task: more.task ?? { id: 'task-1' },
    });
    Object.assign(context, more);
    await action.handler(context as unknown as Context);
    return Object.fromEntries((context.output as jest.Mock).mock.calls);
  }

  it('starts a sweep on behalf of who started the template', async () => {
    const outputs = await run({ manifest: MANIFEST });
    expect(outputs).toEqual({
      runId: 'run-1',
      url: '/orchestrator/sweeps/run-1',
      status: 'planned',
      targets: 3,
    });
    expect(orchestrator.calls).toEqual([
      {
        path: 'POST /runs',
        authorization: `Bearer ${mockCredentials.service.token({
          onBehalfOf: mockCredentials.user(),
          targetPluginId: 'orchestrator',
        })}`,
        body: {
          manifest: MANIFEST,
          dryRun: true,
          idempotencyKey: expect.stringMatching(
            /^scaffolder\/task-1\/mock-step-id\/[0-9a-f]{32}$/,
          ),
        },
      },
    ]);
  });

  it('takes text, and leaves the dry run out', async () => {
    await run({ manifest: 'kind: Sweep', dryRun: false, wait: '1m' });
    expect(orchestrator.calls).toHaveLength(1);
    expect(orchestrator.calls[0].body).toMatchObject({
      manifest: 'kind: Sweep',
      dryRun: false,
    });
  });

  it('has one key for one step of a task, and another for other manifests', async () => {
    await run({ manifest: MANIFEST });
    await run({ manifest: { kind: 'Sweep', apiVersion: 'orchestrator/v1' } });
    await run({ manifest: { ...MANIFEST, metadata: {} } });
    await run({ manifest: MANIFEST }, { task: { id: 'task-2' } });
    await run(
      { manifest: MANIFEST },
      { step: undefined, task: { id: 't'.repeat(300) } },
    );
    const [first, again, ...others] = orchestrator.calls.map(({ body }) =>
      String(body?.idempotencyKey),
    );
    expect(again).toBe(first);
    expect(new Set([first, ...others]).size).toBe(4);
    expect(Math.max(...others.map(key => key.length))).toBeLessThanOrEqual(200);
  });

  it('waits for the diffs', async () => {
    orchestrator.answers['GET /runs/run-1'] = [
      [200, { ...RUN, status: 'dryRunning' }],
      [200, { ...RUN, status: 'readyToStart', targets: 4 }],
    ];
    expect(await run({ manifest: MANIFEST, wait: '1m' })).toMatchObject({
      status: 'readyToStart',
      targets: 4,
    });
    expect(orchestrator.calls.map(({ path }) => path)).toEqual([
      'POST /runs',
      'GET /runs/run-1',
      'GET /runs/run-1',
    ]);
  });

  it('goes on when the time is up', async () => {
    orchestrator.answers['GET /runs/run-1'] = [
      [200, { ...RUN, status: 'dryRunning' }],
    ];
    expect(await run({ manifest: MANIFEST, wait: '30ms' })).toMatchObject({
      status: 'dryRunning',
    });
  });

  it('stops waiting when the task is cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(
      run({ manifest: MANIFEST, wait: '1m' }, { signal: controller.signal }),
    ).rejects.toThrow('aborted');
  });

  it.each([
    ['soon', 'wait: found "soon", accepted is a duration'],
    [
      '2h',
      'wait: found "2h", accepted is a duration of at most 1h; a sweep goes on without the template',
    ],
  ])('refuses to wait %s', async (wait, message) => {
    await expect(run({ manifest: MANIFEST, wait })).rejects.toThrow(message);
    expect(orchestrator.calls).toEqual([]);
  });

  it.each([
    [400, 'InputError: The manifest has a mistake'],
    [401, 'NotAllowedError: The manifest has a mistake'],
    [403, 'NotAllowedError: The manifest has a mistake'],
    [409, 'ConflictError: The manifest has a mistake'],
    [
      503,
      'Error: The orchestrator could not start the sweep: The manifest has a mistake',
    ],
  ])('tells what the orchestrator says with %d', async (status, message) => {
    orchestrator.answers['POST /runs'] = [
      problem(status, 'The manifest has a mistake'),
    ];
    await expect(run({ manifest: MANIFEST }).catch(String)).resolves.toBe(
      message,
    );
  });

  it('passes on an error that is none of the orchestrator', async () => {
    orchestrator.stop();
    await expect(run({ manifest: MANIFEST })).rejects.toThrow('fetch failed');
  });

  describe('in the dry run of a template', () => {
    it('checks the manifest and lists its modules, and makes no sweep', async () => {
      const names = ['a', 'b', 'c', 'd', 'e', 'f'];
      orchestrator.answers['POST /manifests/validate'] = [
        [200, { valid: true, issues: [] }],
      ];
      orchestrator.answers['POST /manifests/preview'] = [
        [
          200,
          {
            targets: 7,
            problems: 1,
            owners: [{}, {}],
            sample: [],
            batches: [
              { name: 'canary', size: 1, targets: ['a'] },
              { name: 'batch 1', size: 6, targets: names },
            ],
          },
        ],
      ];
      const logger = mockServices.logger.mock();
      const info = jest.spyOn(logger, 'info');
      const outputs = await run(
        { manifest: MANIFEST },
        { isDryRun: true, logger },
      );
      expect(outputs).toEqual({
        runId: 'dry-run',
        url: '/orchestrator',
        status: 'notStarted',
        targets: 7,
      });
      expect(info).toHaveBeenCalledWith(
        'The sweep would touch 7 modules of 2 owners, 1 of them with a problem in the catalog.\ncanary: 1 (a)\nbatch 1: 6 (a, b, c, d, e, …)',
      );
      expect(orchestrator.calls.map(({ path }) => path)).toEqual([
        'POST /manifests/validate',
        'POST /manifests/preview',
      ]);
    });

    it('tells every mistake', async () => {
      orchestrator.answers['POST /manifests/validate'] = [
        [
          200,
          {
            valid: false,
            issues: [
              { message: 'kind: found x' },
              { message: 'spec: found y' },
            ],
          },
        ],
      ];
      await expect(
        run({ manifest: MANIFEST }, { isDryRun: true }),
      ).rejects.toThrow(
        'The manifest has mistakes:\n- kind: found x\n- spec: found y',
      );
    });
  });

  it('says what it takes and gives', () => {
    expect(action.supportsDryRun).toBe(true);
    expect(action.schema?.input).toMatchObject({
      required: ['manifest'],
      properties: { dryRun: { default: true }, wait: { type: 'string' } },
    });
    expect(action.schema?.output).toMatchObject({
      required: ['runId', 'url', 'status', 'targets'],
    });
  });

  it('has examples that are steps of it', () => {
    for (const { example } of examples) {
      expect(parse(example).steps).toEqual([
        expect.objectContaining({
          action: action.id,
          input: expect.objectContaining({ manifest: expect.anything() }),
        }),
      ]);
    }
  });
});
