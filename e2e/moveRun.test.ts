import assert from 'node:assert/strict';
import { join } from 'node:path';
import { apiOf, runIn } from './support/api';
import { openPage } from './support/browser';
import { catalogIsRead } from './support/catalog';
import { journey } from './support/journey';
import { openPortal } from './support/portal';
import { picture } from './support/screenshots';
import { startSmallSweep } from './support/smallSweep';
import { ANA, MEI } from './support/users';

journey(
  'an administrator takes a sweep from one portal to another',
  async ({ portal, browser, step, check }) => {
    const api = apiOf(portal, ANA);
    const page = await openPage(browser, portal, ANA);
    const file = join(portal.data, 'sweep.jsonl.gz');
    let runId = '';

    await step('the page of the sweep saves it as a file', async () => {
      runId = await startSmallSweep(api, 'Install exactly');
      await api.cancelRun({ params: { runId }, body: { reason: 'Moved' } });
      await runIn(api, runId, 'cancelled');
      await page.goto(`/orchestrator/sweeps/${runId}`);
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Export as a file' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(/Secrets in diffs and logs/).waitFor();
      await picture(page, 'move-1-export');
      const saved = page.waitForEvent('download');
      await dialog.getByRole('button', { name: 'Export' }).click();
      const download = await saved;
      assert.equal(download.suggestedFilename(), `${runId}.jsonl.gz`);
      await download.saveAs(file);
    });

    await check('the same portal refuses it, and says why', async () => {
      await page.goto('/orchestrator/sweeps');
      await page.getByRole('button', { name: 'Import a file' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(/File of a sweep/).setInputFiles(file);
      await dialog.getByRole('button', { name: 'Import' }).click();
      await dialog.getByText(`There is a run ${runId} already`).waitFor();
      await dialog.getByLabel(/File of a sweep/).setInputFiles({
        name: 'notes.gz',
        mimeType: 'application/gzip',
        buffer: Buffer.from('no gzip'),
      });
      await dialog.getByRole('button', { name: 'Import' }).click();
      await dialog.getByText(/The file can't be unpacked/).waitFor();
      await picture(page, 'move-2-refused');
    });

    await check('who does not administer is offered neither', async () => {
      const hers = await openPage(browser, portal, MEI);
      await hers.goto(`/orchestrator/sweeps/${runId}`);
      await hers.getByRole('button', { name: 'More actions' }).click();
      await hers.getByRole('menuitem', { name: 'Cancel the sweep' }).waitFor();
      assert.equal(await hers.getByText('Export as a file').count(), 0);
      await hers.goto('/orchestrator/sweeps');
      await hers.getByRole('link', { name: 'Install exactly' }).waitFor();
      assert.equal(await hers.getByText('Import a file').count(), 0);
    });

    await step(
      'another portal takes it in, and shows it as history',
      async () => {
        const other = await openPortal();
        try {
          await catalogIsRead(other);
          const there = await openPage(browser, other, ANA);
          await there.goto('/orchestrator/sweeps');
          await there.getByRole('button', { name: 'Import a file' }).click();
          const dialog = there.getByRole('dialog');
          await dialog.getByLabel(/File of a sweep/).setInputFiles(file);
          await dialog.getByRole('button', { name: 'Import' }).click();
          await there.waitForURL(`**/orchestrator/sweeps/${runId}`);
          await there.getByText(/Imported from a file/).waitFor();
          await picture(there, 'move-3-imported');

          await there.goto(
            '/catalog/default/component/price-list/orchestrator',
          );
          await there
            .getByRole('link', { name: /One finished sweep.*archive/ })
            .click();
          await there.getByRole('link', { name: 'Install exactly' }).waitFor();
          await picture(there, 'move-4-found');
        } finally {
          await other.close();
        }
      },
    );
  },
);
