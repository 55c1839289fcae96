import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import {
  assertAccessible,
  assertFits,
  assertReachableByTab,
  ours,
} from './support/accessibility';
import { apiOf, runIn, targetIn } from './support/api';
import { openPage } from './support/browser';
import { journey } from './support/journey';
import { picture } from './support/screenshots';
import { startSmallSweep, targetIdOf } from './support/smallSweep';
import { ANA } from './support/users';

const SPRING_CHECKOUT = readFileSync(
  join(__dirname, '../examples/trains/spring-checkout.yaml'),
  'utf8',
);

const panel = (page: Page) => page.getByRole('dialog', { name: 'Target' });

interface Stop {
  name: string;
  path: string;
  /** Something that is there when the page is. */
  sign: string | RegExp;
  root?: (page: Page) => Locator;
}

function stops(runId: string, changeId: string, trainId: string): Stop[] {
  return [...sweepStops(runId, changeId), ...trainStops(trainId)];
}

function trainStops(trainId: string): Stop[] {
  const train = `/orchestrator/trains/${trainId}`;
  return [
    { name: 'trains', path: '/orchestrator/trains', sign: 'Spring checkout' },
    {
      name: 'new-train',
      path: '/orchestrator/new-train',
      sign: 'Plan the train',
    },
    { name: 'board', path: train, sign: 'Ready to release' },
    {
      name: 'criterion',
      path: `${train}?cell=${encodeURIComponent(
        'card-vault/go-no-go/readiness',
      )}`,
      sign: /Release notes are written/,
      root: page => page.getByRole('dialog'),
    },
    {
      name: 'plan',
      path: `${train}/timeline`,
      sign: 'Everything is merged',
    },
    { name: 'waves', path: `${train}/waves`, sign: 'Pilot customers' },
    { name: 'incidents', path: `${train}/incidents`, sign: 'No incident' },
    {
      name: 'communications',
      path: `${train}/communications`,
      sign: 'Pay in instalments from today',
    },
    { name: 'train-report', path: `${train}/report`, sign: 'Success' },
    { name: 'events', path: `${train}/events`, sign: /planned/i },
    {
      name: 'train-manifest',
      path: `${train}/manifest`,
      sign: 'Revise the plan',
    },
    { name: 'replay', path: `${train}/replay`, sign: /of \d+/ },
    {
      name: 'runbook',
      path: `${train}/runbook/pilot/payments`,
      sign: 'Back to the waves',
    },
    {
      name: 'calendar',
      path: '/orchestrator/calendar?month=2030-03',
      sign: 'Everything is merged',
    },
    { name: 'flags', path: '/orchestrator/flags', sign: 'instalments' },
    {
      name: 'flag',
      path: '/orchestrator/flags/instalments',
      sign: 'Who gets what?',
    },
  ];
}

function sweepStops(runId: string, changeId: string): Stop[] {
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
    { name: 'sweep-replay', path: `${sweep}/replay`, sign: /of \d+/ },
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
    let trainId = '';

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

    await step('a train is planned', async () => {
      const { id } = await api.createTrain({
        body: { manifest: SPRING_CHECKOUT },
      });
      trainId = id;
    });

    for (const theme of ['light', 'dark'] as const) {
      const page = await openPage(browser, portal, ANA, { theme });
      for (const { name, path, sign, root = ours } of stops(
        runId,
        changeId,
        trainId,
      )) {
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
