import assert from 'node:assert/strict';
import type {
  OrchestratorApi,
  TargetSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { targetsOf } from './api';
import { branchesOf, git } from './git';
import type { Portal } from './portal';

/** Holds every line of a run's report against the bare repositories. */
export async function assertReportIsTrue(
  portal: Portal,
  api: OrchestratorApi,
  runId: string,
): Promise<void> {
  const report = await api.getReport({ params: { runId } });
  const targets = await targetsOf(api, runId);
  assert.equal(report.targets.length, targets.length);
  for (const { id, outcome, change } of report.targets) {
    const repository = targets.find(target => target.id === id)?.repository;
    if (!repository) continue;
    const merges = await git(
      portal,
      repository.name,
      ...[
        'log',
        '--format=%H',
        '--grep',
        `^Orchestrator-Change: .*/${runId}/${id}$`,
        'main',
      ],
    );
    if (outcome !== 'merged') {
      assert.equal(merges, '', `${id} is ${outcome} and has no commit`);
      continue;
    }
    assert.ok(change?.mergeCommit, `${id} has its merge in the report`);
    const onMain = await git(
      portal,
      repository.name,
      ...['rev-list', '--first-parent', 'main'],
    );
    assert.ok(
      onMain.split('\n').includes(change.mergeCommit),
      `the merge of ${id} is on main`,
    );
    assert.equal(merges.split('\n').length, 1, `${id} is on main once`);
    if (!repository.path) {
      assert.equal(
        onMain.split('\n')[0],
        change.mergeCommit,
        `the merge of ${id} is the newest commit`,
      );
    }
  }
  await assertOnlyChangesHaveBranches(portal, targets);
}

/** A change keeps its branch when it is merged; where none was opened, there is none. */
async function assertOnlyChangesHaveBranches(
  portal: Portal,
  targets: TargetSummary[],
): Promise<void> {
  const wanted = new Map<string, string[]>();
  for (const { repository, change } of targets) {
    if (!repository) continue;
    const branches = wanted.get(repository.name) ?? ['main'];
    wanted.set(repository.name, branches);
    if (change) branches.push(change.branch);
  }
  for (const [repository, branches] of wanted) {
    assert.deepEqual(
      (await branchesOf(portal, repository)).sort(),
      branches.sort(),
      `branches of ${repository}`,
    );
  }
}
