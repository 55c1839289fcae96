import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import {
  assertAccessible,
  assertFits,
  assertReachableByTab,
} from './support/accessibility';
import { apiOf, runIn, targetIn } from './support/api';
import { openPage } from './support/browser';
import { journey } from './support/journey';
import { picture } from './support/screenshots';
import { startSmallSweep, targetIdOf } from './support/smallSweep';
import { ANA } from './support/users';

/** Backstage's sidebar and header are not ours; this is what stands below them. */
const ours = (page: Page) => page.getByRole('article').first();
const panel = (page: Page) => page.getByRole('dialog', { name: 'Target' });

interface Stop {
  name: string;
  path: string;
  /** Something that is there when the page is. */
  sign: string | RegExp;
  root?: (page: Page) => Locator;
}

function stops(runId: string, changeId: string): Stop[] {
  const sweep = `/orchestrator/sweeps/${runId}`;
  return [
    { name: 'overview', path: '/orchestrator', sign: 'Install exactly' },
    { name: 'sweeps', path: '/orchestrator/sweeps', sign: 'Install exactly' },
    {
      name: 'new-sweep',
      path: '/orchestrator/sweeps/new',
      sign: /\d+ targets, \d+ owners/,
    },
    { name: 'targets', path: sweep, sign: 'Payments API' },
    { name: 'diffs', path: `${sweep}/diffs`, sign: 'README.md' },
    { name: 'gates', path: `${sweep}/gates`, sign: 'What is judged' },
    { name: 'timeline', path: `${sweep}/timeline`, sign: /started|planned/i },
    { name: 'report', path: `${sweep}/report`, sign: 'By owner' },
    {
      name: 'manifest',
      path: `${sweep}/manifest`,
      sign: 'With all defaults filled in',
    },
    {
      name: 'target',
      path: `${sweep}/targets/${targetIdOf('payments-api')}`,
      sign: 'README.md',
      root: panel,
    },
    {
      name: 'change',
      path: `/orchestrator/changes/${encodeURIComponent(changeId)}`,
      sign: 'README.md',
    },
    { name: 'inbox', path: '/orchestrator/inbox', sign: /Keys: j and k/ },
    { name: 'operator', path: '/orchestrator/operator', sign: /worker/i },
    {
      name: 'entity',
      path: '/catalog/default/component/payments-api/orchestrator',
      sign: 'Sweeps that touch it',
      root: page => page.getByRole('main'),
    },
  ];
}

journey(
  'everyone can use the pages: by keyboard, on a phone, in the dark',
  async ({ portal, browser, step, check }) => {
    const api = apiOf(portal, ANA);
    let runId = '';
    let changeId = '';

    await step('a sweep waits for an approval', async () => {
      runId = await startSmallSweep(api, 'Install exactly');
      await api.startRun({ params: { runId } });
      await runIn(api, runId, 'awaitingApproval');
      const { items } = await api.listTargets({
        params: { runId },
        query: { batch: 0 },
      });
      const { change } = await targetIn(api, runId, items[0].id, 'open');
      assert.ok(change);
      changeId = change.id;
    });

    for (const theme of ['light', 'dark'] as const) {
      const page = await openPage(browser, portal, ANA, { theme });
      for (const { name, path, sign, root = ours } of stops(runId, changeId)) {
        await check(`${name}, ${theme}: wide and narrow`, async () => {
          await page.setViewportSize({ width: 1280, height: 900 });
          await page.goto(path);
          await root(page).getByText(sign).first().waitFor();
          for (const width of [1280, 400]) {
            await page.setViewportSize({ width, height: 900 });
            await picture(page, `look-${name}-${theme}-${width}`);
            await assertAccessible(
              page,
              root(page),
              `${name} ${theme} ${width}`,
            );
          }
          await page.setViewportSize({ width: 360, height: 740 });
          await assertFits(page, name);
        });
      }
      await page.context().close();
    }

    await check('the next action is reached by the Tab key', async () => {
      const page = await openPage(browser, portal, ANA);
      await page.goto(`/orchestrator/sweeps/${runId}`);
      const next = page.getByRole('button', { name: 'Review and approve' });
      await next.waitFor();
      await assertReachableByTab(page, next);
      await page.keyboard.press('Enter');
      const approve = page.getByRole('button', {
        name: 'Approve',
        exact: true,
      });
      await approve.waitFor();
      await assertReachableByTab(page, approve);
      await page.keyboard.press('Enter');
      await runIn(api, runId, 'tracking');
    });
  },
);
