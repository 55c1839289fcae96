import type { Entity } from '@backstage/catalog-model';
import type { TargetOutcome } from '@backstage-orchestrator/plugin-orchestrator-common';
import type {
  AttemptContext,
  CodeHost,
  TargetExecutor,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { redactSecrets, type CommandRunner, type Redactor } from '../commands';
import type { CommitIdentity, GitWorkspaces } from '../git';
import { applyTarget } from './applyTarget';
import { dryRunTarget } from './dryRunTarget';
import { rollbackTarget } from './rollbackTarget';
import { TargetWork, type SweepTools } from './TargetWork';

const DEFAULT_IDENTITY: CommitIdentity = {
  name: 'Orchestrator',
  email: 'orchestrator@localhost',
};

/** What a sweep executor is made of. */
export interface SweepExecutorOptions {
  /** Code hosts by their type; only these are allowed. */
  codeHosts:
    | ReadonlyMap<string, CodeHost>
    | ((type: string) => CodeHost | undefined);
  git: GitWorkspaces;
  commands: CommandRunner;
  /** The entity of the catalog, for the values of templates. */
  entityOf(entityRef: string): Promise<Entity | undefined>;
  /** Author and committer of all commits. */
  identity?: CommitIdentity;
  /** Masks secrets in logs, outputs and messages. */
  redact?: Redactor;
}

/** Changes the modules of a sweep: real git, real commands, changes on a code host. */
export class SweepExecutor implements TargetExecutor {
  readonly #tools: SweepTools;

  constructor(options: SweepExecutorOptions) {
    const { codeHosts } = options;
    this.#tools = {
      git: options.git,
      commands: options.commands,
      codeHostOf:
        typeof codeHosts === 'function'
          ? codeHosts
          : type => codeHosts.get(type),
      entityOf: entityRef => options.entityOf(entityRef),
      identity: options.identity ?? DEFAULT_IDENTITY,
      redact: options.redact ?? redactSecrets,
    };
  }

  /** {@inheritDoc TargetExecutor.dryRun} */
  dryRun(context: AttemptContext): Promise<TargetOutcome> {
    return TargetWork.run(context, this.#tools, dryRunTarget);
  }

  /** {@inheritDoc TargetExecutor.apply} */
  apply(context: AttemptContext): Promise<TargetOutcome> {
    return TargetWork.run(context, this.#tools, applyTarget);
  }

  /** {@inheritDoc TargetExecutor.rollback} */
  rollback(context: AttemptContext): Promise<TargetOutcome> {
    return TargetWork.run(context, this.#tools, rollbackTarget);
  }
}
