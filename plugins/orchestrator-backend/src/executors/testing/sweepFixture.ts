import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Entity } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import {
  sweepManifestSchema,
  type RunState,
  type SweepManifestInput,
  type TargetOutcome,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  FailureError,
  type ArtifactWriter,
  type AttemptContext,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { CommandRunner, type CommandSettings } from '../../commands';
import { GitWorkspaces } from '../../git';
import {
  TestRepository,
  type TestFile,
} from '../../git/testing/TestRepository';
import { SweepExecutor } from '../SweepExecutor';
import { DiskCodeHost } from './DiskCodeHost';

const AT = '2026-01-01T00:00:00.000Z';

type SpecInput = SweepManifestInput['spec'];

/** What differs from the usual sweep. */
export interface SweepInput {
  steps: SpecInput['change']['steps'];
  gates?: SpecInput['gates'];
  change?: Partial<SpecInput['change']>;
  parameters?: SpecInput['parameters'];
}

/** Artifacts in memory. */
export class MemoryArtifacts implements ArtifactWriter {
  readonly stored = new Map<
    string,
    { content: Uint8Array; mediaType: string }
  >();

  async put(content: string | Uint8Array, mediaType: string): Promise<string> {
    const bytes = Buffer.from(content);
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    this.stored.set(digest, { content: bytes, mediaType });
    return digest;
  }

  async get(
    digest: string,
  ): Promise<{ content: Uint8Array; mediaType: string }> {
    const found = this.stored.get(digest);
    if (!found) {
      throw new NotFoundError(`No artifact ${digest}`);
    }
    return found;
  }

  text(digest: string | undefined): string {
    return Buffer.from(this.stored.get(digest ?? '')?.content ?? []).toString(
      'utf8',
    );
  }
}

/** One code host, one executor and one sweep over one repository, all real but the code host's memory. */
export class SweepFixture {
  readonly host = new DiskCodeHost();
  readonly artifacts = new MemoryArtifacts();
  readonly logs: string[] = [];
  /** What was sent through the permits of its attempts. */
  requestsSent = 0;
  entity: Entity | undefined = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'payments',
      description: 'Takes money; $(touch /tmp/x) `id`',
    },
    spec: { type: 'service', owner: 'group:default/money' },
  };
  run: RunState;
  target: TargetState;
  private constructor(
    readonly folder: string,
    readonly repository: TestRepository,
    readonly git: GitWorkspaces,
    readonly commands: CommandRunner,
    readonly executor: SweepExecutor,
    input: SweepInput,
    host: DiskCodeHost,
    entityOf: (entity: () => Entity | undefined) => void,
  ) {
    this.host = host;
    this.run = testRun(input);
    this.target = testTarget();
    entityOf(() => this.entity);
  }

  static async create(
    folder: string,
    options: {
      files: Record<string, TestFile>;
      sweep: SweepInput;
      settings?: Partial<CommandSettings>;
    },
  ): Promise<SweepFixture> {
    const repository = new TestRepository(folder, 'payments', options.files);
    const host = new DiskCodeHost();
    host.repositories.set('payments', repository);
    const git = await GitWorkspaces.create({ workDir: join(folder, 'work') });
    const commands = await CommandRunner.create({
      settings: {
        allow: ['node', 'sh', 'cat'],
        allowFromRepository: true,
        sandbox: 'off',
        ...options.settings,
      },
    });
    let entity: () => Entity | undefined = () => undefined;
    const executor = new SweepExecutor({
      codeHosts: new Map([['disk', host]]),
      git,
      commands,
      entityOf: async () => entity(),
      identity: { name: 'Orchestrator', email: 'orchestrator@example.com' },
    });
    return new SweepFixture(
      folder,
      repository,
      git,
      commands,
      executor,
      options.sweep,
      host,
      read => {
        entity = read;
      },
    );
  }

  sweep(input: SweepInput): void {
    this.run = { ...testRun(input) };
  }

  context(signal: AbortSignal = new AbortController().signal): AttemptContext {
    return {
      run: this.run,
      target: this.target,
      attempt: 1,
      signal,
      writes: {
        read: work => work(),
        send: (requests, work) => {
          this.requestsSent += requests;
          return work();
        },
      },
      artifacts: this.artifacts,
      log: line => this.logs.push(line),
    };
  }

  /** Does the dry run and takes its diff over, as the decision does. */
  async dryRun(): Promise<Extract<TargetOutcome, { type: 'dryRunFinished' }>> {
    const outcome = await this.executor.dryRun(this.context());
    if (outcome.type !== 'dryRunFinished') {
      throw new Error(`The dry run ended with ${outcome.type}`);
    }
    this.target = {
      ...this.target,
      status: 'ready',
      diff: outcome.diff,
      gates: outcome.gates,
    };
    return outcome;
  }

  /** Applies, and takes the change over. */
  async apply(): Promise<Extract<TargetOutcome, { type: 'changeOpened' }>> {
    const outcome = await this.executor.apply(this.context());
    if (outcome.type !== 'changeOpened') {
      throw new Error(`It ended with ${JSON.stringify(outcome)}`);
    }
    this.target = {
      ...this.target,
      status: 'open',
      change: outcome.change,
      desired: outcome.desired,
      diff: outcome.diff,
    };
    return outcome;
  }

  rollback(): Promise<TargetOutcome> {
    return this.executor.rollback(this.context());
  }

  patch(): string {
    return this.artifacts.text(this.target.diff?.artifact);
  }
}

/** The failure that something ends with. */
export async function failureOf(
  work: Promise<unknown>,
): Promise<FailureError['failure']> {
  const error = await work.then(
    result => new Error(`It ended well: ${JSON.stringify(result)}`),
    thrown => thrown,
  );
  if (error instanceof FailureError) {
    return error.failure;
  }
  throw error;
}

function testRun({ steps, gates, change, parameters }: SweepInput): RunState {
  const manifest = sweepManifestSchema.parse({
    apiVersion: 'orchestrator/v1',
    kind: 'Sweep',
    metadata: { name: 'node-22' },
    spec: {
      owner: 'group:default/platform',
      targets: { include: ['component:default/payments'] },
      change: {
        title: 'Node 22 for ${{ target.title }}',
        commitMessage: 'Use Node 22',
        steps,
        ...change,
      },
      gates: gates ?? [],
      parameters: parameters ?? {},
    },
  });
  return {
    id: 'run-1',
    kind: 'Sweep',
    version: 1,
    status: 'running',
    name: 'node-22',
    title: 'Node 22',
    owner: 'group:default/platform',
    labels: {},
    manifest,
    changeDigest: 'abc123',
    planRevision: 1,
    createdBy: { kind: 'user', ref: 'user:default/ana' },
    createdAt: AT,
    updatedAt: AT,
    targets: 1,
    problems: 0,
    batches: [],
    approvals: [],
    acceptedFailures: 0,
  };
}

function testTarget(): TargetState {
  return {
    id: 'component.default.payments',
    entityRef: 'component:default/payments',
    title: 'payments',
    owner: 'group:default/money',
    type: 'service',
    repository: { host: 'disk', name: 'payments' },
    dependsOn: [],
    problems: [],
    labels: {},
    runId: 'run-1',
    version: 1,
    status: 'dryRunQueued',
    waitsFor: [],
    attemptsUsed: 0,
    cycle: 1,
    attempts: [],
    gates: [],
    followUps: [],
    createdAt: AT,
    updatedAt: AT,
  };
}
