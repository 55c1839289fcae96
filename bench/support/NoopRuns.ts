import {
  parseManifest,
  SYSTEM_ACTOR,
  type Change,
  type SweepManifest,
  type SweepManifestInput,
  type TargetDescription,
  type TargetOutcome,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { systemClock } from '../../plugins/orchestrator-backend/src/clock';
import { KnexRunDatabase } from '../../plugins/orchestrator-backend/src/runs/KnexRunDatabase';
import {
  RunService,
  type Request,
} from '../../plugins/orchestrator-backend/src/runs/RunService';
import type { Timer } from '../../plugins/orchestrator-backend/src/runs/timers';
import { EventLog } from '../../plugins/orchestrator-backend/src/store/EventLog';
import {
  createWorkTransport,
  TimerService,
  type Claim,
  type WorkTransport,
} from '../../plugins/orchestrator-backend/src/work';
import { drain } from './drain';
import { silence } from './services';

const US: Request = { actor: SYSTEM_ACTOR, requestId: 'bench' };
const AT = '2030-01-01T00:00:00.000Z';

/** The real commands, store and transport, with an executor that does nothing and says that all went well. */
export class NoopRuns {
  readonly transport: WorkTransport;
  readonly records: KnexRunDatabase;
  readonly runs: RunService;

  constructor(readonly database: Knex) {
    const clock = systemClock;
    this.transport = createWorkTransport({
      database,
      clock,
      logger: silence,
    }).transport;
    this.records = new KnexRunDatabase(database, {
      log: new EventLog(),
      transport: this.transport,
      timers: new TimerService<Timer>({ database, clock, logger: silence }),
    });
    this.runs = new RunService({
      database: this.records,
      clock,
      random: Math.random,
    });
  }

  /** Creates a run; the dry runs of its first targets are enqueued. */
  create(targets: number, maxParallel: number): Promise<string> {
    return this.runs.create({
      ...US,
      manifest: sweepManifest({ maxParallel }),
      dryRun: true,
      targets: describeTargets(targets),
    });
  }

  /** Lets the rollout begin. */
  async start(runId: string): Promise<void> {
    await this.runs.start(runId, US.actor.ref, US);
  }

  claim(max: number): Promise<Claim[]> {
    return this.transport.claim({ lanes: ['git'], max, worker: 'bench' });
  }

  /** Records that an attempt went well. */
  complete(claim: Claim): Promise<void> {
    const now = new Date().toISOString();
    const facts = { startedAt: now, finishedAt: now, worker: 'bench' };
    return this.runs.complete({
      claim,
      outcome: outcomeOf(claim),
      facts,
      request: US,
    });
  }

  /** Works with them, and ends what the transport does by itself. */
  static async use<T>(
    database: Knex,
    work: (noop: NoopRuns) => Promise<T>,
  ): Promise<T> {
    const noop = new NoopRuns(database);
    try {
      return await work(noop);
    } finally {
      await noop.transport.stop();
    }
  }

  /** Works until nothing is due. */
  work(slots: number): Promise<number> {
    return drain({
      slots,
      claim: max => this.claim(max),
      finish: claim => this.complete(claim),
    });
  }
}

let manifests = 0;

/** A sweep without gates and approvals; each is another one, since the same can't be under way twice. */
export function sweepManifest(
  rollout: SweepManifestInput['spec']['rollout'],
): SweepManifest {
  manifests += 1;
  const input: SweepManifestInput = {
    apiVersion: 'orchestrator/v1',
    kind: 'Sweep',
    metadata: { name: `bench-${manifests}`, title: 'Node 22' },
    spec: {
      owner: 'group:default/platform',
      targets: { filter: { kind: 'component' } },
      change: {
        title: 'Run on Node 22',
        commitMessage: 'build: run on Node 22',
        steps: [{ replace: { files: ['.nvmrc'], find: '20', with: '22' } }],
      },
      parameters: { number: manifests },
      rollout: { canary: false, ...rollout },
    },
  };
  const parsed = parseManifest(input);
  if (!('manifest' in parsed) || !parsed.manifest) {
    throw new Error(`The manifest is refused: ${JSON.stringify(parsed)}`);
  }
  return parsed.manifest;
}

/** Modules `m-0001`, `m-0002`, …, each in the repository of its name. */
export function describeTargets(count: number): TargetDescription[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `m-${String(index + 1).padStart(4, '0')}`;
    return {
      id: `component.default.${name}`,
      entityRef: `component:default/${name}`,
      title: name,
      owner: `group:default/team-${index % 4}`,
      type: 'service',
      repository: { host: 'local', name },
      dependsOn: [],
      problems: [],
      labels: {},
    };
  });
}

function outcomeOf({ item }: Claim): TargetOutcome {
  const id = item.targetId ?? '';
  const diff = {
    baseCommit: 'base',
    baseBranch: 'main',
    artifact: `sha256:${id}`,
    patchId: 'patch',
    tree: 'tree',
    files: 1,
    additions: 1,
    deletions: 1,
  };
  return item.kind === 'target.dryRun'
    ? { type: 'dryRunFinished', diff, gates: [] }
    : {
        type: 'changeOpened',
        change: changeOf(item.runId, id),
        diff,
        gates: [],
      };
}

function changeOf(runId: string, id: string): Change {
  return {
    host: 'local',
    repository: id,
    id,
    url: `/orchestrator/changes/${id}`,
    branch: `orchestrator/${runId}/${id}`,
    baseBranch: 'main',
    title: 'Run on Node 22',
    labels: [],
    reviewers: [],
    state: 'open',
    review: 'pending',
    checks: 'unknown',
    headCommit: 'head',
    openedAt: AT,
  };
}
