import { join } from 'node:path';
import type { Entity } from '@backstage/catalog-model';
import type {
  RepositoryRef,
  StoredDiff,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  FailureError,
  type AttemptContext,
  type CodeHost,
  type RepositoryAccess,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import {
  createRedactor,
  stopIfAborted,
  type CommandRunner,
  type Redactor,
} from '../commands';
import type {
  Checkout,
  CheckoutDiff,
  CommitIdentity,
  FetchedRepository,
  GitWorkspaces,
} from '../git';
import { pacedCodeHost } from '../pacing';
import {
  applySteps,
  templateValues,
  Workspace,
  type StepContext,
  type TemplateValues,
} from '../steps';
import {
  checkOutSubmodules,
  mustBeUntouched,
  type CheckedOutSubmodule,
} from './submodules';

/** Media type of a stored patch. */
export const PATCH_MEDIA_TYPE = 'text/x-diff';

/** What the stages of a sweep work with. */
export interface SweepTools {
  git: GitWorkspaces;
  commands: CommandRunner;
  codeHostOf(type: string): CodeHost | undefined;
  entityOf(entityRef: string): Promise<Entity | undefined>;
  identity: CommitIdentity;
  redact: Redactor;
}

/** One attempt at one target: what all three stages have in common. */
export class TargetWork {
  readonly attempt: AttemptContext;
  readonly tools: SweepTools;
  readonly repository: RepositoryRef;
  readonly host: CodeHost;
  readonly access: RepositoryAccess;
  readonly redact: Redactor;
  #values?: Promise<TemplateValues>;
  readonly #open: Checkout[] = [];
  readonly #submodules = new Map<Checkout, CheckedOutSubmodule[]>();

  private constructor(
    attempt: AttemptContext,
    tools: SweepTools,
    repository: RepositoryRef,
    host: CodeHost,
    access: RepositoryAccess,
  ) {
    this.attempt = attempt;
    this.tools = tools;
    this.repository = repository;
    this.host = host;
    this.access = access;
    const credentials = createRedactor(Object.values(access.env ?? {}));
    this.redact = text => tools.redact(credentials(text));
  }

  /**
   * Does something for a target, and removes its checkouts afterwards.
   *
   * @throws FailureError with secrets redacted; `noRepository`, `hostNotAllowed`, `archived` before any work
   */
  static async run<T>(
    attempt: AttemptContext,
    tools: SweepTools,
    work: (work: TargetWork) => Promise<T>,
  ): Promise<T> {
    let redact = tools.redact;
    let current: TargetWork | undefined;
    try {
      stopIfAborted(attempt.signal);
      current = await TargetWork.#start(attempt, tools);
      redact = current.redact;
      return await work(current);
    } catch (error) {
      throw redacted(error, redact, attempt.signal);
    } finally {
      await current?.close();
    }
  }

  static async #start(
    attempt: AttemptContext,
    tools: SweepTools,
  ): Promise<TargetWork> {
    const { repository, title } = attempt.target;
    if (!repository) {
      throw permanent('noRepository', `${title} has no repository`);
    }
    const found = tools.codeHostOf(repository.host);
    if (!found) {
      throw permanent(
        'hostNotAllowed',
        `The code host ${repository.host} is not allowed, or not set up`,
      );
    }
    const host = pacedCodeHost(found, attempt.writes);
    const access = await host.access(repository);
    if (access.archived) {
      throw permanent(
        'archived',
        `The repository ${repository.name} is archived: it takes no changes`,
      );
    }
    return new TargetWork(attempt, tools, repository, host, access);
  }

  /** Removes the checkouts. */
  async close(): Promise<void> {
    await Promise.all(this.#open.map(checkout => checkout.remove()));
  }

  get signal(): AbortSignal {
    return this.attempt.signal;
  }

  log(line: string): void {
    if (line !== '') {
      this.attempt.log(this.redact(line));
    }
  }

  fetch(): Promise<FetchedRepository> {
    return this.tools.git.fetch(this.repository, this.access, this.signal);
  }

  /**
   * A checkout that is removed when the work ends.
   *
   * @param options - `files`: false where the index is enough; `submodules`: whether their files are needed, too,
   *   default where the manifest asks for them
   */
  async checkOut(
    fetched: FetchedRepository,
    options: { files?: boolean; submodules?: boolean } = {},
  ): Promise<Checkout> {
    const { change } = this.attempt.run.manifest.spec;
    const { files = true, submodules = files && change.submodules } = options;
    const checkout = await fetched.checkOut(this.signal, { files });
    this.#open.push(checkout);
    if (submodules) {
      this.#submodules.set(
        checkout,
        await checkOutSubmodules(
          { host: this.host, git: this.tools.git, signal: this.signal },
          checkout,
          this.access.url,
        ),
      );
    }
    return checkout;
  }

  /** The values of templates. The catalog is only asked where a template could name the entity. */
  values(): Promise<TemplateValues> {
    this.#values ??= this.#readValues();
    return this.#values;
  }

  async #readValues(): Promise<TemplateValues> {
    const { run, target } = this.attempt;
    const { change, gates } = run.manifest.spec;
    if (!JSON.stringify([change, gates]).includes('entity')) {
      return templateValues(run, target, undefined);
    }
    const entity = await this.tools.entityOf(target.entityRef);
    if (!entity) {
      throw permanent(
        'entityMissing',
        `${target.entityRef} is not in the catalog any more`,
      );
    }
    return templateValues(run, target, entity);
  }

  /** What steps and gates get to work with in a checkout. */
  async stepContext(checkout: Checkout): Promise<StepContext> {
    return {
      workspace: await Workspace.open(checkout.root, this.repository.path),
      values: await this.values(),
      commands: this.tools.commands,
      checkout: checkout.root,
      privateFolder: join(checkout.folder, 'private'),
      signal: this.signal,
      log: line => this.log(line),
      tree: () => checkout.tree(this.signal),
    };
  }

  /**
   * Makes the steps in a fresh checkout.
   *
   * @returns what has changed; undefined where nothing has
   * @throws FailureError `pathEscapes` where files outside the target's path changed, `submoduleChanged` where those of
   *   a submodule did
   */
  async change(checkout: Checkout): Promise<CheckoutDiff | undefined> {
    const { steps } = this.attempt.run.manifest.spec.change;
    if (steps.every(step => step.run === undefined)) {
      checkout.onlyEdited();
    }
    await applySteps(steps, await this.stepContext(checkout));
    stopIfAborted(this.signal);
    await mustBeUntouched(this.#submodules.get(checkout) ?? [], this.signal);
    const diff = await checkout.diff(this.signal);
    const { path } = this.repository;
    const outside = path
      ? (diff?.files ?? []).filter(file => !file.path.startsWith(`${path}/`))
      : [];
    if (outside.length > 0) {
      const names = outside
        .slice(0, 10)
        .map(file => file.path)
        .join(', ');
      throw permanent(
        'pathEscapes',
        `The steps changed files outside ${path}: ${names}${
          outside.length > 10 ? ', …' : ''
        }`,
      );
    }
    return diff;
  }

  /** Keeps a diff, exactly as it is: it is what gets applied. */
  async store(diff: CheckoutDiff, checkout: Checkout): Promise<StoredDiff> {
    return {
      baseCommit: checkout.baseCommit,
      baseBranch: checkout.baseBranch,
      artifact: await this.attempt.artifacts.put(diff.patch, PATCH_MEDIA_TYPE),
      patchId: diff.patchId,
      tree: diff.tree,
      files: diff.files.length,
      additions: diff.additions,
      deletions: diff.deletions,
    };
  }
}

/** A failure that no retry can mend. */
export function permanent(code: string, message: string): FailureError {
  return new FailureError({ class: 'permanent', code, message });
}

function redacted(
  error: unknown,
  redact: Redactor,
  signal: AbortSignal,
): FailureError {
  if (error instanceof FailureError) {
    return new FailureError(
      { ...error.failure, message: redact(error.failure.message) },
      { cause: error.cause },
    );
  }
  const message = redact(
    error instanceof Error ? error.message : String(error),
  );
  return new FailureError(
    signal.aborted
      ? {
          class: 'cancelled',
          code: 'cancelled',
          message: 'The attempt was stopped',
        }
      : { class: 'transient', code: 'unexpected', message },
    { cause: error },
  );
}
