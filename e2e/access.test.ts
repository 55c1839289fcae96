import assert from 'node:assert/strict';
import { apiOf } from './support/api';
import { openPage } from './support/browser';
import { journey } from './support/journey';
import { picture } from './support/screenshots';
import { startSmallSweep, targetIdOf } from './support/smallSweep';
import { ANA, MEI } from './support/users';

journey(
  'someone who may only look finds everything and can change nothing',
  async ({ portal, browser, step }) => {
    const api = apiOf(portal, ANA);
    const page = await openPage(browser, portal, MEI);
    let sweep = '';
    let runId = '';

    await step('she finds the run in the list', async () => {
      runId = await startSmallSweep(api, 'Install exactly');
      sweep = `/orchestrator/sweeps/${runId}`;
      await page.goto('/orchestrator/sweeps');
      await page.getByRole('link', { name: 'Install exactly' }).click();
      await page.waitForURL(`**${sweep}`);
    });

    await step('what she may not do is off and says why', async () => {
      const start = page.getByRole('button', { name: 'Start the first batch' });
      assert.equal(await start.getAttribute('aria-disabled'), 'true');
      await start.hover();
      await page
        .getByRole('tooltip')
        .getByText(/permission|may not/)
        .waitFor();
      await picture(page, 'access-1-not-allowed');
      await start.click({ force: true });

      await page.getByRole('button', { name: 'More actions' }).click();
      const cancel = page.getByRole('menuitem', { name: 'Cancel the sweep' });
      assert.equal(await cancel.getAttribute('aria-disabled'), 'true');
      await page.keyboard.press('Escape');
      const run = await api.getRun({ params: { runId } });
      assert.equal(run.status, 'readyToStart');
    });

    await step('the API refuses what the page does not offer', async () => {
      await assert.rejects(apiOf(portal, MEI).startRun({ params: { runId } }), {
        name: 'ResponseError',
        message: /403/,
      });
    });

    await step('a link to a target still works after a reload', async () => {
      await page.goto(`${sweep}/targets/${targetIdOf('payments-api')}`);
      const panel = page.getByRole('dialog', { name: 'Target' });
      await panel.getByRole('heading', { name: 'Payments API' }).waitFor();
      await page.reload();
      await panel.getByRole('heading', { name: 'Payments API' }).waitFor();
      await panel.getByText('npm ci').first().waitFor();
      await picture(page, 'access-2-target');
      await panel.getByRole('button', { name: 'Close' }).click();
      await page.waitForURL(`**${sweep}`);
    });

    await step('filters are in the address', async () => {
      await page.getByLabel('Target, entity or repository').fill('price');
      await page.waitForURL(/[?&]q=price/);
      await page.getByText('1 target', { exact: true }).waitFor();
      await page.reload();
      await page.getByText('1 target', { exact: true }).waitFor();
      await page.getByRole('link', { name: 'Price list' }).waitFor();
      assert.equal(
        await page.getByRole('link', { name: 'Payments API' }).count(),
        0,
      );
      await page.goto(`${sweep}?status=merged`);
      await page.getByText('Nothing matches these filters.').waitFor();
      await page.getByRole('button', { name: 'Clear the filters' }).click();
      await page.getByText('3 targets', { exact: true }).last().waitFor();
    });

    await step('an address that leads nowhere says so', async () => {
      await page.goto('/orchestrator/sweeps/no-such-run');
      await page
        .getByText(/no-such-run/)
        .first()
        .waitFor();
      await picture(page, 'access-3-no-such-run');
      await page
        .getByRole('navigation', { name: 'Orchestrator pages' })
        .waitFor();
      await page.goto('/orchestrator/nowhere');
      await page.getByText('There is no such page').waitFor();
    });
  },
);
