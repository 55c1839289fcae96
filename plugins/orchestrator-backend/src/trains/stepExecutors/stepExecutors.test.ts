import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrainStep } from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  FailureError,
  type FlagProvider,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { CommandRunner } from '../../commands';
import { plannedState, trainManifest } from '../testing/trainManifest';
import type { StepContext } from '../StepHandler';
import { stepExecutors, type WorkflowTools } from '.';

// Real programs, on machines that may be busy.
jest.setTimeout(60_000);

const SEGMENT = { regions: ['eu'], plans: [], customers: [], percent: 50 };

interface Call {
  method?: string;
  url?: string;
  headers: IncomingMessage['headers'];
  body: string;
}

let server: Server;
let origin: string;
let calls: Call[];
let status: number;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orchestrator-steps-'));
  server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) {
      body += part;
    }
    const { method, url, headers } = request;
    calls.push({ method, url, headers, body });
    response.writeHead(status).end('Said no');
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  calls = [];
  status = 204;
});

function contextOf(step: Partial<TrainStep>): StepContext {
  const manifest = trainManifest();
  return {
    train: plannedState(manifest, '2030-03-01T00:00:00.000Z'),
    product: manifest.spec.products[2],
    step: { id: 's', timeout: '15m', ...step },
    wave: { id: 'pilot', title: 'Pilot', segment: SEGMENT },
    workId: 'work-1',
    report: async () => {},
    signal: new AbortController().signal,
  };
}

const NO_WORKFLOWS = {} as WorkflowTools;

async function executors(flags: Partial<FlagProvider> = {}) {
  return stepExecutors({
    flags: () => flags as FlagProvider,
    http: {
      setting: 'orchestrator.trains.http',
      allow: [origin],
      secrets: { key: { value: 'hunter2', origins: [origin] } },
      timeoutMs: 5_000,
      maxBytes: 10_000,
    },
    commands: await CommandRunner.create({
      settings: {
        allow: ['sh', 'node'],
        allowFromRepository: false,
        sandbox: 'off',
      },
    }),
    workDirectory: join(folder, 'work'),
    workflows: NO_WORKFLOWS,
  });
}

async function failureOf(work: Promise<unknown>) {
  const error = await work.catch(thrown => thrown);
  return error instanceof FailureError ? error.failure : error;
}

describe('a step that calls a webhook', () => {
  const webhook = {
    method: 'POST' as const,
    headers: { 'x-key': '${key}' },
    body: { product: '${{ product.id }}', wave: '${{ wave.id }}' },
  };

  it('fills in what it sends, and says which piece of work it is', async () => {
    const { webhook: call } = await executors();
    await call(
      contextOf({
        webhook: { ...webhook, url: `${origin}/deploy/\${{ product.id }}` },
      }),
    );
    expect(calls).toMatchObject([
      {
        method: 'POST',
        url: '/deploy/shop',
        headers: { 'x-key': 'hunter2', 'idempotency-key': 'work-1' },
        body: '{"product":"shop","wave":"pilot"}',
      },
    ]);
  });

  it.each([
    [503, 'transient'],
    [429, 'transient'],
    [422, 'permanent'],
  ])(
    'answered with %d is %s, and told in words without secrets',
    async (answer, kind) => {
      status = answer;
      const { webhook: call } = await executors();
      const failure = await failureOf(
        call(contextOf({ webhook: { ...webhook, url: `${origin}/deploy` } })),
      );
      expect(failure).toMatchObject({
        ...{ class: kind, code: 'webhookFailed' },
        message: expect.stringContaining(`status ${answer}: Said no`),
      });
      expect(String(failure)).not.toContain('hunter2');
    },
  );

  it('reaches nothing that is not allowed', async () => {
    const { webhook: call } = await executors();
    expect(
      await failureOf(
        call(
          contextOf({
            webhook: { ...webhook, url: 'http://169.254.169.254/latest' },
          }),
        ),
      ),
    ).toMatchObject({
      class: 'permanent',
      message: expect.stringContaining('orchestrator.trains.http.allow'),
    });
    expect(calls).toEqual([]);
  });

  it('that nobody answers is tried again', async () => {
    const dead = createServer();
    await new Promise<void>(resolve => {
      dead.listen(0, '127.0.0.1', resolve);
    });
    const { port } = dead.address() as AddressInfo;
    await new Promise(resolve => {
      dead.close(resolve);
    });
    const url = `http://127.0.0.1:${port}`;
    const other = stepExecutors({
      flags: () => ({} as FlagProvider),
      http: {
        setting: 'x',
        allow: [url],
        secrets: {},
        timeoutMs: 2_000,
        maxBytes: 10_000,
      },
      commands: {} as CommandRunner,
      workDirectory: folder,
      workflows: NO_WORKFLOWS,
    });
    expect(
      await failureOf(
        other.webhook(
          contextOf({ webhook: { method: 'GET', url, headers: {} } }),
        ),
      ),
    ).toMatchObject({ class: 'transient' });
  });
});

describe('a step that runs a command', () => {
  const command = (...parts: string[]) => ({
    command: parts,
    env: { WAVE: '${{ wave.id }}' },
    timeout: '20s',
    network: false,
  });

  it('runs in an empty folder that is gone afterwards', async () => {
    const { command: run } = await executors();
    await run(
      contextOf({
        command: command(
          'sh',
          '-c',
          'test -z "$(ls -A)" && test "$WAVE" = pilot && test "$0" = shop',
          '${{ product.id }}',
        ),
      }),
    );
    expect(await readdir(join(folder, 'work'))).toEqual([]);
  });

  it('fails with the end of what it wrote', async () => {
    const { command: run } = await executors();
    expect(
      await failureOf(
        run(
          contextOf({
            command: command('sh', '-c', 'echo No room; exit 3'),
          }),
        ),
      ),
    ).toMatchObject({
      class: 'transient',
      code: 'commandFailed',
      message: 'sh ended with exit code 3: No room',
    });
  });

  it('is refused where it is not allowed, or its text can not be filled in', async () => {
    const { command: run } = await executors();
    expect(
      await failureOf(run(contextOf({ command: command('rm', '-rf', '/') }))),
    ).toMatchObject({ class: 'permanent', code: 'commandNotAllowed' });
    expect(
      await failureOf(
        run(contextOf({ command: command('sh', '${{ nothing.here }}') })),
      ),
    ).toMatchObject({ class: 'permanent', code: 'template' });
  });
});

describe('a step that sets a flag', () => {
  it('gives the segment of the wave its variant, and takes it away again', async () => {
    const set = jest.fn();
    const unset = jest.fn();
    const { flag } = await executors({ set, unset });
    await flag(contextOf({ flag: { key: 'new-shop', set: 'on' } }));
    await flag(contextOf({ flag: { key: 'new-shop', set: 'off' } }));
    const owner = { run: 'spring-1', wave: 'pilot' };
    expect(set).toHaveBeenCalledWith('new-shop', {
      ...owner,
      segment: SEGMENT,
      variant: undefined,
    });
    expect(unset).toHaveBeenCalledWith('new-shop', owner);
  });
});
