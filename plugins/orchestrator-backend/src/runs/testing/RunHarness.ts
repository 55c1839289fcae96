import {
  parseManifest,
  type Change,
  type RunState,
  type SweepManifest,
  type SweepManifestInput,
  type TargetDescription,
  type TargetOutcome,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { WindowCalendar } from '../../pacing';
import { readRun, readTarget } from '../../store/reads';
import { EventLog } from '../../store/EventLog';
import { TestClock } from '../../testing';
import { KnexWorkTransport } from '../../work/KnexWorkTransport';
import type { Claim } from '../../work/WorkTransport';
import { KnexRunDatabase } from '../KnexRunDatabase';
import { RunService, type Request } from '../RunService';
import {
  transactionalRuns,
  type TransactionalRuns,
} from '../TransactionalRuns';
import type { Timer } from '../timers';

/** Answers of a scripted executor, by target; what is not named succeeds. */
export type Script = (
  target: TargetState,
  stage: string,
) => TargetOutcome | undefined;

export const ANA: Request = {
  actor: { kind: 'user', ref: 'user:default/ana' },
  requestId: 'test',
};
export const BEN = 'user:default/ben';

/** Real decisions, store and transport; only the executor is scripted. */
export class RunHarness {
  readonly clock = new TestClock();
  readonly timers: Timer[] = [];
  readonly transport: KnexWorkTransport;
  readonly runDatabase: KnexRunDatabase;
  readonly runs: RunService;
  readonly transactional: TransactionalRuns;

  constructor(
    readonly database: Knex,
    {
      log = new EventLog(),
      calendar = new WindowCalendar([]),
    }: { log?: EventLog; calendar?: WindowCalendar } = {},
  ) {
    this.transport = new KnexWorkTransport({ database, clock: this.clock });
    this.runDatabase = new KnexRunDatabase(database, {
      log,
      transport: this.transport,
      timers: {
        set: async (_trx, timer) => {
          this.timers.push(timer);
        },
        clear: async (_trx, id) => {
          const index = this.timers.findIndex(timer => timer.id === id);
          this.timers.splice(index, index < 0 ? 0 : 1);
        },
      },
    });
    this.runs = new RunService({
      database: this.runDatabase,
      clock: this.clock,
      random: () => 0.5,
      windowOf: (run, at) => calendar.stateOf(run, at),
    });
    this.transactional = transactionalRuns(this.runs, this.runDatabase);
  }

  async create(
    targets: TargetDescription[],
    rollout: object = {},
    dryRun = true,
  ): Promise<string> {
    return this.runs.create({
      ...ANA,
      manifest: distinct(manifestOf(rollout)),
      dryRun,
      targets,
    });
  }

  async run(id: string): Promise<RunState> {
    const run = await readRun(this.database, id);
    if (!run) {
      throw new Error(`No run ${id}`);
    }
    return run;
  }

  async target(runId: string, id: string): Promise<TargetState> {
    const target = await readTarget(this.database, runId, id);
    if (!target) {
      throw new Error(`No target ${id}`);
    }
    return target;
  }

  /** Number of targets by status. */
  async counts(runId: string): Promise<Record<string, number>> {
    const rows: { status: string; total: number | string }[] =
      await this.database('targets')
        .where('run_id', runId)
        .groupBy('status')
        .select('status')
        .count({ total: '*' });
    return Object.fromEntries(rows.map(row => [row.status, Number(row.total)]));
  }

  claim(max = 100): Promise<Claim[]> {
    return this.transport.claim({ lanes: ['git'], max, worker: 'test' });
  }

  /** Works until nothing is due. */
  async work(script: Script = () => undefined): Promise<void> {
    for (
      let claims = await this.claim();
      claims.length > 0;
      claims = await this.claim()
    ) {
      for (const claim of claims) {
        await this.finish(claim, script);
      }
    }
  }

  async finish(claim: Claim, script: Script = () => undefined): Promise<void> {
    const target = await this.target(
      claim.item.runId,
      claim.item.targetId ?? '',
    );
    const stage = claim.item.kind.replace('target.', '');
    const now = this.clock.now().toISOString();
    await this.runs.complete({
      claim,
      outcome: script(target, stage) ?? success(target, stage),
      facts: { startedAt: now, finishedAt: now },
      request: ANA,
    });
  }

  /** Approves what waits for an approval. */
  async approve(runId: string, by = BEN): Promise<void> {
    const approval = (await this.run(runId)).approvals.find(
      candidate => candidate.state === 'open',
    );
    await this.runs.command(
      runId,
      {
        type: 'sign',
        approvalId: approval?.id ?? '',
        by,
        ownershipRefs: [by],
        decision: 'approved',
        evidenceDigest: approval?.evidenceDigest ?? '',
      },
      { ...ANA, actor: { kind: 'user', ref: by } },
    );
  }

  /** Merges every open change. */
  async mergeAll(runId: string): Promise<void> {
    const rows: { state: string }[] = await this.database('targets')
      .where('run_id', runId)
      .whereIn('status', ['open', 'reverting'])
      .select('state');
    for (const row of rows) {
      const target: TargetState = JSON.parse(row.state);
      const change = target.revert ?? target.change;
      if (change) {
        const merged: Change = {
          ...change,
          state: 'merged',
          mergeCommit: 'c0ffee',
          mergedAt: this.clock.now().toISOString(),
        };
        await this.runs.observe(runId, target.id, merged, BEN, ANA);
      }
    }
  }
}

let made = 0;

/** The same sweep can't run twice at a time; what tests start is another one each time. */
function distinct(manifest: SweepManifest): SweepManifest {
  made += 1;
  return {
    ...manifest,
    metadata: { ...manifest.metadata, description: `Sweep ${made}` },
  };
}

/** A module of the catalog with nothing special about it. */
export function describeTarget(
  name: string,
  patch: Partial<TargetDescription> = {},
): TargetDescription {
  return {
    id: `component.default.${name}`,
    entityRef: `component:default/${name}`,
    title: name,
    owner: 'group:default/team-a',
    type: 'service',
    repository: { host: 'local', name },
    dependsOn: [],
    problems: [],
    labels: {},
    ...patch,
  };
}

/** Modules `m-01`, `m-02`, … of several owners. */
export function describeTargets(count: number): TargetDescription[] {
  return Array.from({ length: count }, (_, index) =>
    describeTarget(`m-${String(index + 1).padStart(4, '0')}`, {
      owner: `group:default/team-${index % 4}`,
    }),
  );
}

export function manifestOf(rollout: object = {}): SweepManifest {
  const input: SweepManifestInput = {
    apiVersion: 'orchestrator/v1',
    kind: 'Sweep',
    metadata: { name: 'node-22', title: 'Node 22' },
    spec: {
      owner: 'group:default/platform',
      targets: { filter: { kind: 'component' } },
      change: {
        title: 'Run on Node 22',
        commitMessage: 'build: run on Node 22',
        steps: [{ replace: { files: ['.nvmrc'], find: '20', with: '22' } }],
      },
      rollout,
    },
  };
  const parsed = parseManifest(input);
  if (!('manifest' in parsed) || parsed.manifest === undefined) {
    throw new Error(JSON.stringify(parsed));
  }
  return parsed.manifest;
}

function success(target: TargetState, stage: string): TargetOutcome {
  const diff = {
    baseCommit: 'base',
    baseBranch: 'main',
    artifact: `sha256:${target.id}`,
    patchId: 'patch',
    tree: 'tree',
    files: 1,
    additions: 1,
    deletions: 1,
  };
  if (stage === 'dryRun') {
    return { type: 'dryRunFinished', diff, gates: [] };
  }
  if (stage === 'apply') {
    return {
      type: 'changeOpened',
      change: changeOf(target, target.id),
      diff,
      gates: [],
    };
  }
  return target.change?.state === 'merged'
    ? { type: 'revertOpened', change: changeOf(target, `${target.id}-revert`) }
    : { type: 'withdrawn' };
}

function changeOf(target: TargetState, id: string): Change {
  return {
    host: 'local',
    repository: target.repository?.name ?? '',
    id,
    url: `/orchestrator/changes/${id}`,
    branch: `orchestrator/${target.runId}/${target.id}`,
    baseBranch: 'main',
    title: 'Run on Node 22',
    labels: [],
    reviewers: [],
    state: 'open',
    review: 'pending',
    checks: 'unknown',
    headCommit: 'head',
    openedAt: '2030-01-01T00:00:00.000Z',
  };
}
