import { mockServices } from '@backstage/backend-test-utils';
import { parseManifest } from '@backstage-orchestrator/plugin-orchestrator-common';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { createGateWaitAction } from './createGateWaitAction';
import { createTrainStartAction } from './createTrainStartAction';
import { FakeOrchestrator, problem } from './testing/FakeOrchestrator';
import { gateWaitExamples, trainStartExamples } from './train.examples';

const MANIFEST = { apiVersion: 'orchestrator/v1', kind: 'Train' };
const PLAN = {
  departure: '2030-03-26T09:00:00.000Z',
  problems: [{ message: 'shop has no owner' }],
};
const CONFLICTS = [{ message: 'Summer changes the shop, too' }];

let orchestrator: FakeOrchestrator;
let url: string;

beforeEach(async () => {
  orchestrator = new FakeOrchestrator();
  url = await orchestrator.start();
});

afterEach(() => orchestrator.stop());

const services = () => ({
  auth: mockServices.auth({ pluginId: 'scaffolder' }),
  discovery: mockServices.discovery.mock({ getBaseUrl: async () => url }),
});

async function run(
  action: { handler(context: never): Promise<void> },
  input: JsonObject,
  isDryRun = false,
) {
  const context = createMockActionContext({ input, task: { id: 'task-1' } });
  Object.assign(context, { isDryRun });
  await action.handler(context as never);
  return Object.fromEntries((context.output as jest.Mock).mock.calls);
}

describe('orchestrator:train:start', () => {
  const start = (input: JsonObject, isDryRun?: boolean) =>
    run(createTrainStartAction(services()), input, isDryRun);

  it('plans a train on behalf of who started the template, once', async () => {
    orchestrator.answers['POST /trains'] = [
      [201, { id: 'spring-1', train: { plan: PLAN }, conflicts: CONFLICTS }],
    ];
    expect(await start({ manifest: MANIFEST })).toEqual({
      trainId: 'spring-1',
      url: '/orchestrator/trains/spring-1',
      departure: PLAN.departure,
      problems: ['shop has no owner', 'Summer changes the shop, too'],
    });
    const [{ authorization, body }] = orchestrator.calls;
    expect(authorization).toMatch(/^Bearer /);
    expect(body).toEqual({
      manifest: MANIFEST,
      idempotencyKey: expect.stringMatching(/^scaffolder\/task-1\//),
    });
  });

  it.each([
    ['an object', { ...MANIFEST, spec: { timezone: 'UTC' } }],
    [
      'text',
      'apiVersion: orchestrator/v1\nkind: Train\nspec: { timezone: UTC, schedule: { rrule: FREQ=DAILY } }',
    ],
  ])('departs so long from now as it is told, with %s', async (_, manifest) => {
    let now = '2030-03-26T09:00:00.000Z';
    const action = createTrainStartAction({
      ...services(),
      now: () => new Date(now),
    });
    const answer = [
      201,
      { id: 'spring-1', train: { plan: PLAN }, conflicts: CONFLICTS },
    ] as never;
    orchestrator.answers['POST /trains'] = [answer, answer];
    await run(action, { manifest, departureIn: '5m' });
    now = '2030-03-26T10:00:00.000Z';
    await run(action, { manifest, departureIn: '5m' });
    const [first, again] = orchestrator.calls.map(
      ({ body }) => body as Record<string, unknown>,
    );
    expect(first.manifest).toEqual({
      ...MANIFEST,
      spec: { timezone: 'UTC', departure: '2030-03-26T09:05:00.000Z' },
    });
    // A retry of the task finds the train that it made.
    expect(again.idempotencyKey).toBe(first.idempotencyKey);
  });

  it.each([
    [{ manifest: MANIFEST, departureIn: '5m' }, /has a spec/],
    [
      { manifest: { ...MANIFEST, spec: {} }, departureIn: 'soon' },
      /departureIn.*soon/,
    ],
    [
      { manifest: MANIFEST, departureIn: '5m', departure: PLAN.departure },
      /one of them/,
    ],
  ])('says what it can not depart by', async (input, message) => {
    await expect(start(input as JsonObject)).rejects.toThrow(message);
    expect(orchestrator.calls).toEqual([]);
  });

  it('only looks in the dry run of a template', async () => {
    orchestrator.answers['POST /trains/preview'] = [
      [200, { plan: PLAN, conflicts: CONFLICTS }],
    ];
    expect(
      await start({ manifest: MANIFEST, departure: PLAN.departure }, true),
    ).toMatchObject({ trainId: 'dry-run', departure: PLAN.departure });
    expect(orchestrator.calls.map(({ path }) => path)).toEqual([
      'POST /trains/preview',
    ]);
  });

  it('says what the orchestrator says', async () => {
    orchestrator.answers['POST /trains'] = [problem(403, 'You may not')];
    await expect(start({ manifest: MANIFEST })).rejects.toThrow(/You may not/);
  });

  it('has an example that is a manifest', () => {
    const { steps } = parse(trainStartExamples[0].example);
    const { manifest } = steps[0].input;
    manifest.spec.owner = 'group:default/a';
    manifest.spec.departure = '2030-03-26T10:00';
    expect(parseManifest(manifest, { kinds: ['Train'] })).not.toHaveProperty(
      'issues',
    );
    expect(parse(gateWaitExamples[0].example).steps[0].action).toBe(
      'orchestrator:gate:wait',
    );
  });
});

describe('orchestrator:gate:wait', () => {
  const board = (status: string, ...questions: string[]) => [
    200,
    { board: [{ id: 'go', title: 'Go', status, questions }] },
  ];
  const wait = (input: JsonObject = {}, isDryRun?: boolean) =>
    run(
      createGateWaitAction({ ...services(), lookEveryMs: 5 }),
      { trainId: 'spring-1', gate: 'go', wait: '10s', ...input },
      isDryRun,
    );
  const answer = (...answers: unknown[]) => {
    orchestrator.answers['GET /trains/spring-1'] = answers as never;
  };

  it('waits until the gate is a GO', async () => {
    answer(board('open', 'docs are missing'), board('go'));
    expect(await wait()).toEqual({ status: 'go', questions: [] });
    expect(orchestrator.calls).toHaveLength(2);
  });

  it('goes on when the time is up, and says what is open', async () => {
    answer(board('open', 'docs are missing'));
    expect(await wait({ wait: '1s' })).toEqual({
      status: 'open',
      questions: ['docs are missing'],
    });
  });

  it('fails where the gate is a NO-GO, or is not there', async () => {
    answer(board('noGo'));
    await expect(wait()).rejects.toThrow(/NO-GO/);
    await expect(wait({ gate: 'other' })).rejects.toThrow(
      /found "other", accepted is one of go/,
    );
    await expect(wait({ wait: '2h' })).rejects.toThrow(/at most 1h/);
  });

  it('asks nothing in the dry run of a template', async () => {
    expect(await wait({}, true)).toEqual({ status: 'open', questions: [] });
    expect(orchestrator.calls).toEqual([]);
  });
});
