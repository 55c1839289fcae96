import type { RunEvent, TargetEvent } from '../../events';
import type { SweepManifestInput } from '../../manifest';
import { parseManifest, type SweepManifest } from '../../manifest';
import type {
  RunState,
  TargetCounts,
  TargetDescription,
  TargetState,
} from '../../model';
import {
  IN_FLIGHT_STATUSES,
  advanceRun,
  createRun,
  decideRun,
  decideTarget,
  evolveRun,
  evolveTarget,
  planRollout,
  rolloutWindow,
  unsettled,
  type Rejection,
  type RunCommand,
  type StartDirective,
  type TargetCommand,
} from '..';

/** An event with the stream that it belongs to: `run`, or the id of a target. */
export type Recorded = {
  stream: string;
  event: RunEvent | TargetEvent;
  at: string;
};

/** A sweep whose store is the memory: the real decisions, and no database. */
export class MemorySweep {
  run!: RunState;
  readonly targets = new Map<string, TargetState>();
  readonly log: Recorded[] = [];
  now = '2030-01-01T00:00:00.000Z';

  constructor(
    manifest: SweepManifest,
    targets: TargetDescription[],
    options: { dryRun?: boolean } = {},
  ) {
    const created = createRun({
      id: 'run-1',
      manifest,
      changeDigest: 'sha256:0',
      createdBy: { kind: 'user', ref: 'user:default/ana' },
      dryRun: options.dryRun ?? true,
      targets,
    });
    this.#applyRun(created.run);
    for (const target of created.targets) {
      this.#applyTarget(target.id, target.events);
    }
    this.#advance();
  }

  get inFlight(): TargetState[] {
    return [...this.targets.values()].filter(target =>
      IN_FLIGHT_STATUSES.includes(target.status),
    );
  }

  counts(test: (target: TargetState) => boolean = () => true): TargetCounts {
    const counts: TargetCounts = {};
    for (const target of this.targets.values()) {
      if (test(target)) {
        counts[target.status] = (counts[target.status] ?? 0) + 1;
      }
    }
    return counts;
  }

  /** @returns the rejection, where the decision was against it */
  command(
    command: Exclude<RunCommand, { type: 'start' }>,
  ): Rejection | undefined {
    return this.#decideRun(command);
  }

  start(by = 'user:default/ana'): Rejection | undefined {
    const ready = [...this.targets.values()].filter(
      target => target.status === 'ready',
    );
    const plan = planRollout(this.run.manifest, ready);
    const { events, rejection } = decideRun(
      this.run,
      { type: 'start', by, batches: plan.batches },
      this.#runContext(),
    );
    if (rejection) {
      return rejection;
    }
    this.#applyRun(events);
    for (const { id, batch, position, waitsFor } of plan.places) {
      this.#decideTarget(id, { type: 'batch', batch, position, waitsFor });
    }
    this.#advance();
    return undefined;
  }

  /** @param reopenBy - opens a run that has ended again, in one go with the command */
  target(
    id: string,
    command: TargetCommand,
    reopenBy?: string,
  ): Rejection | undefined {
    if (reopenBy !== undefined) {
      this.#applyRun(
        decideRun(
          this.run,
          { type: 'reopen', by: reopenBy },
          this.#runContext(),
        ).events ?? [],
      );
    }
    const rejection = this.#decideTarget(id, command);
    const target = this.targets.get(id);
    const last = this.run.batches.at(-1);
    if (last && target?.status === 'ready' && target.batch === undefined) {
      this.#decideTarget(id, {
        type: 'batch',
        batch: last.index,
        position: last.size,
        waitsFor: [],
      });
    }
    this.#advance();
    return rejection;
  }

  #decideRun(command: RunCommand): Rejection | undefined {
    const { events, rejection } = decideRun(
      this.run,
      command,
      this.#runContext(),
    );
    if (events) {
      this.#applyRun(events);
      this.#advance();
    }
    return rejection;
  }

  #decideTarget(id: string, command: TargetCommand): Rejection | undefined {
    const state = this.targets.get(id);
    if (!state) {
      throw new Error(`No target ${id}`);
    }
    const { events, rejection } = decideTarget(state, command, {
      now: this.now,
      random: () => 0.5,
      retry: this.run.manifest.spec.rollout.retry,
      runCancelled: this.run.status === 'cancelled',
    });
    if (events) {
      this.#applyTarget(id, events);
    }
    return rejection;
  }

  #runContext() {
    return {
      now: this.now,
      counts: this.counts(),
      unbatched: this.counts(target => target.batch === undefined),
    };
  }

  #advance(): void {
    for (;;) {
      const { currentBatch } = this.run;
      const advance = advanceRun(this.run, {
        ...this.#runContext(),
        batch: this.counts(
          target => currentBatch !== undefined && target.batch === currentBatch,
        ),
        evidenceDigest: this.evidence(),
        window: rolloutWindow(
          {
            operator: [],
            manifest: this.run.manifest.spec.rollout.windows ?? [],
          },
          this.run.windowOverride,
          this.now,
        ),
      });
      if (advance.events.length === 0) {
        advance.start.forEach(directive => this.#start(directive));
        return;
      }
      this.#applyRun(advance.events);
    }
  }

  /** What a batch has come to; opened and merged are the same to whoever approves. */
  evidence(): string {
    return [...this.targets.values()]
      .filter(target => target.batch === this.run.currentBatch)
      .map(target => `${target.id}:${target.status.replace('merged', 'open')}`)
      .join();
  }

  #start(directive: StartDirective): void {
    const from = {
      dryRun: ['pending'],
      apply: ['ready'],
      rollback: ['open', 'merged'],
    }[directive.stage];
    const { advanceOn } = this.run.manifest.spec.rollout;
    const waits = (target: TargetState) =>
      directive.stage === 'apply' &&
      target.waitsFor.some(id => {
        const other = this.targets.get(id);
        return (
          other !== undefined && unsettled({ [other.status]: 1 }, advanceOn) > 0
        );
      });
    [...this.targets.values()]
      .filter(target => from.includes(target.status))
      .filter(
        target =>
          directive.batch === undefined || target.batch === directive.batch,
      )
      .sort(
        (a, b) =>
          (a.batch ?? 1e9) - (b.batch ?? 1e9) ||
          (a.position ?? 0) - (b.position ?? 0),
      )
      .filter(target => !waits(target))
      .slice(0, directive.max)
      .forEach(target =>
        this.#decideTarget(target.id, {
          type: 'queue',
          stage: directive.stage,
        }),
      );
  }

  #applyRun(events: RunEvent[]): void {
    for (const event of events) {
      this.log.push({ stream: 'run', event, at: this.now });
      this.run = evolveRun(this.run, event, {
        runId: 'run-1',
        version: (this.run?.version ?? 0) + 1,
        occurredAt: this.now,
      });
    }
  }

  #applyTarget(id: string, events: TargetEvent[]): void {
    for (const event of events) {
      const state = this.targets.get(id);
      this.log.push({ stream: id, event, at: this.now });
      this.targets.set(
        id,
        evolveTarget(state, event, {
          runId: 'run-1',
          version: (state?.version ?? 0) + 1,
          occurredAt: this.now,
        }),
      );
    }
  }
}

/** A manifest with nothing special about it but its rollout. */
export function sweepManifest(
  rollout: SweepManifestInput['spec']['rollout'] = {},
): SweepManifest {
  const parsed = parseManifest({
    apiVersion: 'orchestrator/v1',
    kind: 'Sweep',
    metadata: { name: 'node-22' },
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
  });
  if ('issues' in parsed) {
    throw new Error(parsed.issues.map(issue => issue.message).join('; '));
  }
  return parsed.manifest;
}

/** Modules `m-1`, `m-2`, … of three owners. */
export function modules(
  count: number,
  patch: (index: number) => Partial<TargetDescription> = () => ({}),
): TargetDescription[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `m-${index + 1}`,
    entityRef: `component:default/m-${index + 1}`,
    title: `m-${index + 1}`,
    owner: `group:default/team-${index % 3}`,
    type: 'service',
    repository: { host: 'local', name: `m-${index + 1}` },
    dependsOn: [],
    problems: [],
    labels: {},
    ...patch(index),
  }));
}
