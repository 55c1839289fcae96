import { join } from 'node:path';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { listAll, testFolders } from '../git/testing/TestRepository';
import {
  failureOf,
  SweepFixture,
  type SweepInput,
} from './testing/sweepFixture';

// Real programs, on machines that may be busy.
jest.setTimeout(30_000);

const folders = testFolders();
const BRANCH = 'orchestrator/run-1/component.default.payments';
const TRAILER = 'Orchestrator-Change: abc123/run-1/component.default.payments';
const FILES = { '.nvmrc': '20\n', 'README.md': 'Hello\n' };
const NODE_22: SweepInput = {
  steps: [{ replace: { files: ['.nvmrc'], find: '20', with: '22' } }],
};

async function dryRun(sweep: SweepInput = NODE_22): Promise<SweepFixture> {
  const fixture = await SweepFixture.create(folders.make(), {
    files: FILES,
    sweep,
  });
  await fixture.dryRun();
  return fixture;
}

describe('applyTarget', () => {
  it('opens a change with exactly the approved files, a trailer, and the owner as reviewer', async () => {
    const fixture = await dryRun({
      ...NODE_22,
      change: {
        title: 'Node 22\nfor ${{ target.title }}',
        body: 'Of ${{ entity.metadata.name }}',
        commitMessage: 'Use Node 22\n\nSigned-off-by: Ana <a@b>',
        labels: ['node', 'team-${{ target.type }}', 'node'],
      },
    });
    const { change, diff } = await fixture.apply();
    expect(diff).toEqual(fixture.target.diff);
    expect(fixture.repository.branches()).toEqual(['main', BRANCH]);
    expect(fixture.repository.bareGit('rev-parse', `${BRANCH}^{tree}`)).toBe(
      diff.tree,
    );
    expect(fixture.repository.bareGit('rev-parse', BRANCH)).toBe(
      change.headCommit,
    );
    expect(
      fixture.repository.bareGit(
        'log',
        '-1',
        '--format=%an|%cn|%at|%B',
        BRANCH,
      ),
    ).toBe(
      `Orchestrator|Orchestrator|1767225600|Use Node 22\n\nSigned-off-by: Ana <a@b>\n${TRAILER}`,
    );
    expect(
      fixture.repository.bareGit(
        'show',
        '-s',
        '--format=%(trailers:key=Orchestrator-Change)',
        BRANCH,
      ),
    ).toContain(TRAILER);
    expect(fixture.host.requests).toEqual([
      expect.objectContaining({
        title: 'Node 22 for payments',
        body: 'Of payments',
        labels: ['node', 'team-service'],
        reviewers: ['group:default/money'],
        baseBranch: 'main',
        draft: false,
      }),
    ]);
    expect(listAll(join(fixture.folder, 'work/worktrees'))).toEqual([]);
  });

  it('opens nothing twice, and pushes nothing twice', async () => {
    const fixture = await dryRun();
    const first = await fixture.apply();
    const second = await fixture.apply();
    expect(second.change).toEqual(first.change);
    expect(fixture.host.changes).toHaveLength(1);
    expect(fixture.host.requests).toHaveLength(1);
  });

  it('sends every write through its permit: the push, the change, its labels and its reviewers', async () => {
    const fixture = await dryRun({ ...NODE_22, change: { labels: ['node'] } });
    expect(fixture.requestsSent).toBe(0);
    await fixture.apply();
    expect(fixture.requestsSent).toBe(4);
    await fixture.apply();
    expect(fixture.requestsSent).toBe(4);
  });

  it('pushes nothing where its permit does not let it, and goes on later', async () => {
    const fixture = await dryRun();
    const waits = new FailureError({
      class: 'rateLimited',
      code: 'waitsForLimit',
      message: 'Wait',
      retryAfter: '2030-01-01T00:00:00.000Z',
    });
    const context = fixture.context();
    context.writes = {
      read: work => work(),
      send: async () => {
        throw waits;
      },
    };
    expect(await failureOf(fixture.executor.apply(context))).toEqual(
      waits.failure,
    );
    expect(fixture.repository.branches()).toEqual(['main']);
    expect(fixture.host.changes).toEqual([]);
    await fixture.apply();
    expect(fixture.host.changes).toHaveLength(1);
  });

  it('brings its change in line with what it shall be now, once, and leaves alone what a person edited', async () => {
    const fixture = await dryRun();
    const { change } = await fixture.apply();
    const updates = jest.spyOn(fixture.host, 'updateChange');
    fixture.host.replace({ ...change, title: 'Edited by Ana' });
    fixture.sweep({
      ...NODE_22,
      change: { labels: ['node'], body: 'New words' },
    });
    await fixture.apply();
    await fixture.apply();
    expect(updates).toHaveBeenCalledTimes(1);
    expect(updates.mock.calls[0][1]).toMatchObject({
      title: 'Edited by Ana',
      labels: ['node'],
      body: 'New words',
    });
  });

  it('tells who closed or merged its change before it could say that it is open, and does not write to it', async () => {
    const fixture = await dryRun();
    const { change } = await fixture.apply();
    const updates = jest.spyOn(fixture.host, 'updateChange');
    fixture.host.replace({
      ...change,
      state: 'closed',
      closedBy: 'user:default/ana',
    });
    fixture.sweep({ ...NODE_22, change: { body: 'New words' } });
    expect((await fixture.apply()).seen).toMatchObject({
      state: 'closed',
      closedBy: 'user:default/ana',
    });
    fixture.host.merge(change, 'merge');
    expect((await fixture.apply()).seen).toMatchObject({ state: 'merged' });
    expect(updates).not.toHaveBeenCalled();
  });

  it('goes on after a crash between the push and the change', async () => {
    const fixture = await dryRun();
    fixture.host.beforeOpen = () => {
      fixture.host.beforeOpen = () => {};
      throw new Error('killed');
    };
    expect(
      await failureOf(fixture.executor.apply(fixture.context())),
    ).toMatchObject({ class: 'transient' });
    const pushed = fixture.repository.bareGit('rev-parse', BRANCH);
    await fixture.apply();
    expect(fixture.repository.bareGit('rev-parse', BRANCH)).toBe(pushed);
    expect(fixture.host.changes).toHaveLength(1);
  });

  it('moves a branch of its own that has no change to the newer base', async () => {
    const fixture = await dryRun();
    fixture.host.beforeOpen = () => {
      throw new Error('killed');
    };
    await failureOf(fixture.executor.apply(fixture.context()));
    fixture.repository.commit('Other', { other: '1' });
    fixture.host.beforeOpen = () => {};
    const { change, diff } = await fixture.apply();
    expect(diff.baseCommit).toBe(
      fixture.repository.bareGit('rev-parse', 'main'),
    );
    expect(fixture.repository.bareGit('rev-parse', `${BRANCH}~1`)).toBe(
      diff.baseCommit,
    );
    expect(change.headCommit).toBe(
      fixture.repository.bareGit('rev-parse', BRANCH),
    );
  });

  it('takes the same diff over to a base that moved', async () => {
    const fixture = await dryRun();
    fixture.repository.commit('Other', { 'README.md': 'Hello again\n' });
    const approved = fixture.target.diff;
    const { diff } = await fixture.apply();
    expect(diff.patchId).toBe(approved?.patchId);
    expect(diff.baseCommit).not.toBe(approved?.baseCommit);
    expect(fixture.repository.show(BRANCH, 'README.md')).toBe('Hello again');
  });

  it('asks again where the base moved and the diff is another one, and goes on once that is accepted', async () => {
    const fixture = await dryRun();
    fixture.repository.commit('Other', { '.nvmrc': '# 20\n20\n' });
    const outcome = await fixture.executor.apply(fixture.context());
    expect(outcome).toMatchObject({
      type: 'diffChanged',
      diff: { additions: 2 },
    });
    expect(fixture.repository.branches()).toEqual(['main']);
    expect(fixture.host.changes).toEqual([]);
    fixture.target = {
      ...fixture.target,
      diff: outcome.type === 'diffChanged' ? outcome.diff : undefined,
    };
    await fixture.apply();
    expect(fixture.repository.show(BRANCH, '.nvmrc')).toBe('# 22\n22');
  });

  it('finds a target fine where somebody made the change meanwhile', async () => {
    const fixture = await dryRun();
    const baseCommit = fixture.repository.commit('By hand', {
      '.nvmrc': '22\n',
    });
    expect(await fixture.executor.apply(fixture.context())).toEqual({
      type: 'alreadyFine',
      baseCommit,
    });
  });

  it('opens nothing where a gate fails', async () => {
    const gate = {
      id: 'test',
      run: { command: ['node', '-e', 'process.exit(1)'] },
    };
    const fixture = await dryRun({ ...NODE_22, gates: [gate] });
    expect(await fixture.executor.apply(fixture.context())).toMatchObject({
      type: 'gatesFailed',
      gates: [{ gate: 'test', result: 'failedBefore', baseline: 'failed' }],
    });
    expect(fixture.repository.branches()).toEqual(['main']);
    fixture.sweep({
      ...NODE_22,
      gates: [{ ...gate, run: { command: ['curl'] } }],
    });
    expect(await fixture.executor.apply(fixture.context())).toMatchObject({
      type: 'gatesFailed',
      gates: [{ result: 'error' }],
    });
    fixture.sweep({
      ...NODE_22,
      gates: [{ ...gate, onFailedBefore: 'allow' }],
    });
    expect((await fixture.apply()).gates).toMatchObject([
      { result: 'failedBefore' },
    ]);
  });

  it('leaves a branch alone that is not ours, and names who has it', async () => {
    const fixture = await dryRun();
    fixture.repository.commit(`Mine\n\n${TRAILER}x`, { mine: '1' }, BRANCH);
    const before = fixture.repository.bareGit('rev-parse', BRANCH);
    const failure = await failureOf(fixture.executor.apply(fixture.context()));
    expect(failure).toMatchObject({ class: 'permanent', code: 'branchTaken' });
    expect(failure.message).toContain('Ana <ana@example.com>');
    expect(fixture.repository.bareGit('rev-parse', BRANCH)).toBe(before);
  });

  it('leaves commits alone that a person added to our branch without a change', async () => {
    const fixture = await dryRun();
    await fixture.apply();
    fixture.host.changes.length = 0;
    fixture.repository.git('fetch', '--quiet', 'origin');
    fixture.repository.git('reset', '--quiet', '--hard', `origin/${BRANCH}`);
    fixture.repository.commit('More', { more: '1' }, BRANCH);
    expect(
      await failureOf(fixture.executor.apply(fixture.context())),
    ).toMatchObject({ code: 'branchTaken' });
  });

  it('returns its change where a person added commits to it, or merged or closed it', async () => {
    const fixture = await dryRun();
    const { change } = await fixture.apply();
    fixture.repository.git('fetch', '--quiet', 'origin');
    fixture.repository.git(
      'checkout',
      '--quiet',
      '-B',
      'work',
      `origin/${BRANCH}`,
    );
    fixture.repository.commit('More', { more: '1' }, BRANCH);
    expect((await fixture.apply()).change.id).toBe(change.id);
    fixture.host.replace({
      ...change,
      state: 'closed',
      closedBy: 'user:default/ana',
      closedAt: change.openedAt,
    });
    expect((await fixture.apply()).change).toEqual(change);
    fixture.repository.git('reset', '--quiet', '--hard', 'origin/main');
    fixture.host.merge(change, 'merge');
    expect((await fixture.apply()).change).toEqual(change);
  });

  it('refuses a change of its branch that somebody else put there', async () => {
    const fixture = await dryRun();
    const { change } = await fixture.apply();
    fixture.host.replace({ ...change, state: 'open' });
    fixture.repository.commit('Mine', { mine: '1' }, BRANCH);
    expect(
      await failureOf(fixture.executor.apply(fixture.context())),
    ).toMatchObject({ code: 'branchTaken' });
  });

  it('applies binary files, modes and deletions as they were approved', async () => {
    const fixture = await SweepFixture.create(folders.make(), {
      files: { ...FILES, gone: 'x\n', 'image.bin': '\0\x01\x02', tool: 'x\n' },
      sweep: {
        steps: [
          {
            run: {
              command: [
                'sh',
                '-c',
                'rm gone; printf "\\000\\377\\001" > image.bin; chmod +x tool; ln -s tool link',
              ],
            },
          },
        ],
      },
    });
    await fixture.dryRun();
    expect(fixture.target.diff).toMatchObject({ files: 4 });
    await fixture.apply();
    expect(fixture.repository.bareGit('rev-parse', `${BRANCH}^{tree}`)).toBe(
      fixture.target.diff?.tree,
    );
    expect(fixture.repository.bareGit('ls-tree', BRANCH, 'tool')).toMatch(
      /^100755/,
    );
  });

  it('refuses a stored diff that is gone or leads elsewhere', async () => {
    const fixture = await dryRun();
    const { diff } = fixture.target;
    fixture.target = {
      ...fixture.target,
      diff: diff && { ...diff, tree: '0'.repeat(40) },
    };
    expect(
      await failureOf(fixture.executor.apply(fixture.context())),
    ).toMatchObject({ code: 'diffMismatch' });
    fixture.target = {
      ...fixture.target,
      diff: diff && { ...diff, artifact: 'sha256:none' },
    };
    expect(
      await failureOf(fixture.executor.apply(fixture.context())),
    ).toMatchObject({ code: 'diffMissing' });
    const artifact = await fixture.artifacts.put('no patch', 'text/x-diff');
    fixture.target = { ...fixture.target, diff: diff && { ...diff, artifact } };
    expect(
      await failureOf(fixture.executor.apply(fixture.context())),
    ).toMatchObject({ code: 'patchFailed' });
  });

  it('refuses ids that would make another branch', async () => {
    const fixture = await dryRun();
    for (const id of ['--force', 'a/../b', 'a..b', 'x.lock', 'a b', '']) {
      fixture.target = { ...fixture.target, id };
      expect(
        await failureOf(fixture.executor.apply(fixture.context())),
      ).toMatchObject({ code: 'invalidBranch' });
    }
  });
});
