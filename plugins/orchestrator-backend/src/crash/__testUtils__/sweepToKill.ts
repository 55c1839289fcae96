import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entity } from '@backstage/catalog-model';
import type { TargetStatus } from '@backstage-orchestrator/plugin-orchestrator-common';
import { git, makeRepository } from '../../testing/gitRepositories';
import { moduleEntity, teamEntity } from '../../testing/moduleEntities';

/** Repositories whose change goes all the way. */
export const SOUND = 20;
const PINNED = 2;
const MODERN = 2;
/** All of them. */
export const TARGETS = SOUND + PINNED + MODERN;

const OWNERS = ['payments', 'catalogue', 'delivery'];
const OLD = 'node: 20\n';
const NEW = 'node: 22\n';

/** The sweep that the backend is killed in the middle of. */
export const MANIFEST = `apiVersion: orchestrator/v1
kind: Sweep
metadata: { name: node-22, title: Node 22 everywhere }
spec:
  owner: group:default/payments
  targets:
    filter: { kind: component }
  change:
    title: Run on Node 22
    commitMessage: 'build: run on Node 22'
    steps:
      - replace: { files: [runtime.yaml], find: 'node: 20', with: 'node: 22' }
  gates:
    - id: check
      run: { command: [sh, check.sh], timeout: 1m }
  rollout:
    canary: { min: 4, max: 4 }
    batches: { initial: 6, factor: 2, max: 12 }
    maxParallel: 6
    failureLimit: { percent: 60 }
    retry: { initialInterval: 1s, maxInterval: 2s, maxRetries: 5 }
`;

interface Module {
  name: string;
  files: Record<string, string>;
}

const MODULES: Module[] = [
  ...modules('service', SOUND, OLD, 'grep -q node runtime.yaml\n'),
  ...modules('pinned', PINNED, OLD, "grep -q 'node: 20' runtime.yaml\n"),
  ...modules('modern', MODERN, NEW, 'true\n'),
];

function modules(
  prefix: string,
  count: number,
  runtime: string,
  check: string,
): Module[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `${prefix}-${String(index + 1).padStart(2, '0')}`,
    files: { 'runtime.yaml': runtime, 'check.sh': check },
  }));
}

/** Makes the bare repositories. */
export async function makeRepositories(folder: string): Promise<void> {
  for (const { name, files } of MODULES) {
    await makeRepository(folder, name, files);
  }
}

/** The modules and their owners, as the catalog knows them. */
export function entities(): Entity[] {
  return [
    ...OWNERS.map(teamEntity),
    ...MODULES.map(({ name }, index) =>
      moduleEntity(name, OWNERS[index % OWNERS.length]),
    ),
  ];
}

/** What a bare repository shows of a run. */
export class SeenRepository {
  readonly #path: string;

  constructor(
    repositories: string,
    readonly name: string,
    private readonly runId: string,
  ) {
    this.#path = join(repositories, `${name}.git`);
  }

  /** Branches of the run. */
  async branches(): Promise<string[]> {
    return lines(
      await git(
        this.#path,
        'for-each-ref',
        '--format=%(refname:short)',
        `refs/heads/orchestrator/${this.runId}/`,
      ),
    );
  }

  /** Whether the branch of the change has been pushed; quick, for a test that waits for just that. */
  hasBranch(): boolean {
    const branch = `refs/heads/orchestrator/${this.runId}/component.default.${this.name}`;
    return existsSync(join(this.#path, branch));
  }

  /** Where the main branch was moved to; undefined as long as it is where it was made. Quick, too. */
  movedTo(): string | undefined {
    const ref = join(this.#path, 'refs/heads/main');
    return existsSync(ref) ? readFileSync(ref, 'utf8').trim() : undefined;
  }

  /** Commits on any branch, or kept otherwise, whose message has a line that begins so. */
  async commits(line: string): Promise<string[]> {
    return lines(
      await git(this.#path, 'log', '--all', '--format=%H', `--grep=^${line}`),
    );
  }

  /** Merge commits in the main branch, newest first. */
  async merges(): Promise<string[]> {
    return lines(
      await git(this.#path, 'log', 'main', '--merges', '--format=%H'),
    );
  }

  main(): Promise<string> {
    return git(this.#path, 'rev-parse', 'main');
  }

  /** Whether the main branch has the new text. */
  async isChanged(): Promise<boolean> {
    return (await git(this.#path, 'show', 'main:runtime.yaml')) === NEW.trim();
  }

  /** Nothing is half-written: every object that a ref leads to is there and sound. */
  async isSound(): Promise<boolean> {
    return git(this.#path, 'fsck', '--connectivity-only', '--no-dangling').then(
      () => true,
      () => false,
    );
  }
}

/** All repositories of the sweep. */
export function seenRepositories(
  folder: string,
  runId: string,
): SeenRepository[] {
  return MODULES.map(({ name }) => new SeenRepository(folder, name, runId));
}

/** What a target is to come to that nobody rolled back. */
export function expectedStatus(name: string): TargetStatus {
  if (name.startsWith('pinned')) {
    return 'failed';
  }
  return name.startsWith('modern') ? 'alreadyFine' : 'merged';
}

function lines(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}
