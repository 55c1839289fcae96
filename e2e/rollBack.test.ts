import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { apiOf, runIn, targetIn, targetsOf } from './support/api';
import { openPage } from './support/browser';
import { branchesOf, git } from './support/git';
import { journey } from './support/journey';
import { merge, openReview } from './support/reviewPage';
import { picture } from './support/screenshots';
import {
  SMALL_SWEEP_TARGETS,
  SMALL_SWEEP_TEXT,
  targetIdOf,
} from './support/smallSweep';
import { ANA } from './support/users';

const [MERGED, WITHDRAWN, KEPT] = SMALL_SWEEP_TARGETS;

/** Edits the manifest of the preset "Replace a text" as a person does: the lines that are about this sweep. */
function edited(preset: string): string {
  return preset
    .replace('group:default/platform\n', 'group:default/platform-engineering\n')
    .replace(
      / {4}# The catalog's own filter\.\n {4}filter:\n( {6}.*\n)+/,
      `    include:\n${SMALL_SWEEP_TARGETS.map(
        name => `      - component:default/${name}\n`,
      ).join('')}`,
    )
    .replace(/files: .*/, 'files: [README.md]')
    .replace(/find: .*/, `find: ${SMALL_SWEEP_TEXT.find}`)
    .replace(/ with: .*/, ` with: ${SMALL_SWEEP_TEXT.with}`)
    .replace('approval: true', 'approval: false');
}

const choose = (page: Page, title: string) =>
  page.getByRole('checkbox', { name: `Choose ${title}` }).check();

journey(
  'two of three changes are taken back, and the third stays',
  async ({ portal, browser, step }) => {
    const page = await openPage(browser, portal, ANA);
    const api = apiOf(portal, ANA);
    const readme = (repository: string) =>
      git(portal, repository, 'show', 'main:README.md');
    const before = await readme(MERGED);
    let runId = '';

    await step('the manifest is written from a preset', async () => {
      await page.goto('/orchestrator/sweeps/new');
      const yaml = page.getByLabel('Manifest as YAML');
      await yaml.fill(edited(await yaml.inputValue()));
      const preview = page.getByRole('region', { name: 'What it will touch' });
      await preview.getByText('3 targets, 3 owners').waitFor();
      await picture(page, 'rollback-1-new-sweep');
      await page.getByRole('button', { name: 'Start with a dry run' }).click();
      await page.waitForURL(/\/orchestrator\/sweeps\/replace-text-[^/]+$/);
      runId = new URL(page.url()).pathname.split('/').pop() ?? '';
      await runIn(api, runId, 'readyToStart');
    });

    await step('its changes are opened, and one is merged', async () => {
      await page.getByRole('button', { name: 'Start the first batch' }).click();
      const run = await runIn(api, runId, 'tracking');
      assert.deepEqual(run.counts, { open: 3 });
      const { change } = await targetIn(api, runId, targetIdOf(MERGED), 'open');
      assert.ok(change);
      await openReview(page, change.id);
      await merge(page);
      await targetIn(api, runId, targetIdOf(MERGED), 'merged');
      assert.notEqual(await readme(MERGED), before);
    });

    await step('the dialog says in numbers what a rollback does', async () => {
      await page.goto(`/orchestrator/sweeps/${runId}`);
      await choose(page, 'Payments API');
      await choose(page, 'Price list');
      await page.getByRole('button', { name: 'Roll back (2)' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('Roll back 2 targets?').waitFor();
      await dialog
        .getByText('This closes 1 open change and reverts 1 merged one.')
        .waitFor();
      await dialog
        .getByLabel('Reason')
        .fill('The build images have no lock file.');
      await picture(page, 'rollback-2-dialog');
      await dialog.getByRole('button', { name: 'Roll back (2)' }).click();
      await dialog.waitFor({ state: 'hidden' });
    });

    await step('the open change is withdrawn with its branch', async () => {
      await targetIn(api, runId, targetIdOf(WITHDRAWN), 'withdrawn');
      assert.deepEqual(await branchesOf(portal, WITHDRAWN), ['main']);
    });

    await step('the merged change gets one that takes it back', async () => {
      const { revert } = await targetIn(
        api,
        runId,
        targetIdOf(MERGED),
        'reverting',
      );
      assert.ok(revert);
      await openReview(page, revert.id);
      await picture(page, 'rollback-3-revert');
      await merge(page);
      await targetIn(api, runId, targetIdOf(MERGED), 'reverted');
      assert.equal(await readme(MERGED), before);
    });

    await step('what was not chosen stays open', async () => {
      const kept = (await targetsOf(api, runId)).find(
        ({ id }) => id === targetIdOf(KEPT),
      );
      assert.equal(kept?.status, 'open');
      assert.equal(kept?.change?.state, 'open');
      assert.equal((await branchesOf(portal, KEPT)).length, 2);
    });
  },
);
