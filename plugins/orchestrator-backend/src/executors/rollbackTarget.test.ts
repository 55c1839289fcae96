import { testFolders } from '../git/testing/TestRepository';
import { failureOf, SweepFixture } from './testing/sweepFixture';

// Real programs, on machines that may be busy.
jest.setTimeout(30_000);

const folders = testFolders();
const BRANCH = 'orchestrator/run-1/component.default.payments';

async function opened(): Promise<SweepFixture> {
  const fixture = await SweepFixture.create(folders.make(), {
    files: { '.nvmrc': '20\n', other: '1\n' },
    sweep: {
      steps: [{ replace: { files: ['.nvmrc'], find: '20', with: '22' } }],
    },
  });
  await fixture.dryRun();
  await fixture.apply();
  fixture.run = {
    ...fixture.run,
    rollback: {
      reason: 'Too early',
      by: 'user:default/ana',
      at: '2026-02-01T00:00:00.000Z',
    },
  };
  return fixture;
}

function merge(fixture: SweepFixture, how: 'merge' | 'squash' = 'merge'): void {
  fixture.host.merge(fixture.host.changes[0], how);
}

describe('rollbackTarget', () => {
  it('closes an open change and deletes its branch, once', async () => {
    const fixture = await opened();
    expect(await fixture.rollback()).toEqual({ type: 'withdrawn' });
    expect(fixture.repository.branches()).toEqual(['main']);
    expect(await fixture.rollback()).toEqual({ type: 'nothingToRollBack' });
  });

  it('reverts what was merged while it was about to close it', async () => {
    const fixture = await opened();
    const withdraw = jest
      .spyOn(fixture.host, 'withdrawChange')
      .mockImplementationOnce(async change =>
        fixture.host.merge(change, 'merge'),
      );
    expect(await fixture.rollback()).toMatchObject({ type: 'revertOpened' });
    expect(withdraw).toHaveBeenCalledTimes(1);
  });

  it.each(['merge', 'squash'] as const)(
    'opens a change that reverts a %s, once',
    async how => {
      const fixture = await opened();
      merge(fixture, how);
      fixture.repository.commit('Later', { other: '2\n' });
      const outcome = await fixture.rollback();
      expect(outcome).toMatchObject({
        type: 'revertOpened',
        change: {
          branch: `${BRANCH}-revert`,
          title: 'Revert "Node 22 for payments"',
          state: 'open',
        },
      });
      expect(fixture.repository.show(`${BRANCH}-revert`, '.nvmrc')).toBe('20');
      expect(fixture.repository.show(`${BRANCH}-revert`, 'other')).toBe('2');
      expect(
        fixture.repository.bareGit(
          'log',
          '-1',
          '--format=%B',
          `${BRANCH}-revert`,
        ),
      ).toContain(
        'Orchestrator-Revert: abc123/run-1/component.default.payments',
      );
      expect(fixture.host.requests[1].body).toContain(
        'Rolled back by user:default/ana: Too early',
      );
      expect(await fixture.rollback()).toEqual(outcome);
      expect(fixture.host.changes).toHaveLength(2);
    },
  );

  it('goes on after a crash between the push and the change', async () => {
    const fixture = await opened();
    merge(fixture);
    fixture.host.beforeOpen = () => {
      fixture.host.beforeOpen = () => {};
      throw new Error('killed');
    };
    await failureOf(fixture.rollback());
    expect(await fixture.rollback()).toMatchObject({ type: 'revertOpened' });
    expect(fixture.host.changes).toHaveLength(2);
  });

  it('deletes the branch of a change that it had closed when it was killed', async () => {
    const fixture = await opened();
    fixture.host.replace({ ...fixture.host.changes[0], state: 'closed' });
    expect(fixture.repository.branches()).toContain(BRANCH);
    expect(await fixture.rollback()).toEqual({ type: 'nothingToRollBack' });
    expect(fixture.repository.branches()).toEqual(['main']);
  });

  it('names the files that changed since, and leaves them to a person', async () => {
    const fixture = await opened();
    merge(fixture);
    fixture.repository.commit('Later', { '.nvmrc': '24\n' });
    expect(await failureOf(fixture.rollback())).toEqual({
      class: 'permanent',
      code: 'revertConflict',
      message:
        "The merge can't be reverted by itself, because .nvmrc changed since: revert it by hand",
    });
    expect(fixture.repository.branches()).not.toContain(`${BRANCH}-revert`);
  });

  it('has nothing to do where a person has reverted it', async () => {
    const fixture = await opened();
    merge(fixture);
    fixture.repository.commit('By hand', { '.nvmrc': '20\n' });
    expect(await fixture.rollback()).toEqual({ type: 'nothingToRollBack' });
  });

  it('says so where the merge can not be found', async () => {
    const fixture = await opened();
    merge(fixture);
    const [change] = fixture.host.changes;
    for (const mergeCommit of [undefined, '1'.repeat(40), '--abort']) {
      fixture.host.replace({ ...change, mergeCommit });
      expect(await failureOf(fixture.rollback())).toMatchObject({
        class: 'permanent',
        code: 'mergeCommitMissing',
      });
    }
  });

  it('finds the change by its branch where the target does not know it', async () => {
    const fixture = await opened();
    fixture.target = { ...fixture.target, change: undefined };
    expect(await fixture.rollback()).toEqual({ type: 'withdrawn' });
  });
});
