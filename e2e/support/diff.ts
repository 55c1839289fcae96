import assert from 'node:assert/strict';
import type { TargetSummary } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Locator } from 'playwright-core';
import { git } from './git';
import type { Portal } from './portal';

type StoredDiff = NonNullable<TargetSummary['diff']>;

/**
 * Compares a diff on a page with git: what it takes away and what it leaves must be in the files of the commit that
 * it was made on, and that commit must be the newest one.
 */
export async function assertDiffIsOf(
  shown: Locator,
  portal: Portal,
  repository: string,
  diff: StoredDiff,
): Promise<void> {
  assert.equal(
    await git(portal, repository, 'rev-parse', diff.baseBranch),
    diff.baseCommit,
  );
  const files = shown.locator('section[aria-label]');
  await files.first().waitFor();
  assert.equal(await files.count(), diff.files);
  let removed = 0;
  for (const file of await files.all()) {
    const path = await file.getAttribute('aria-label');
    const content = await git(
      portal,
      repository,
      'show',
      `${diff.baseCommit}:${path}`,
    );
    const lines = new Set(content.split('\n').map(line => line.trim()));
    const old = await textsOf(file, '.diff-code-normal, .diff-code-delete');
    for (const line of old) {
      assert.ok(lines.has(line), `${path} has the line '${line}'`);
    }
    removed += (await textsOf(file, '.diff-code-delete')).length;
  }
  assert.equal(removed, diff.deletions);
}

async function textsOf(file: Locator, lines: string): Promise<string[]> {
  const texts = await file.locator(lines).allTextContents();
  return texts.map(text => text.trim());
}
