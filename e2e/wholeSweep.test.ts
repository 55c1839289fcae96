import assert from 'node:assert/strict';
import type { RunDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { apiOf, runIn, targetIn, targetsOf } from './support/api';
import { openPage, signInOn } from './support/browser';
import { assertDiffIsOf } from './support/diff';
import { branchesOf, commitFile, git } from './support/git';
import { journey } from './support/journey';
import { assertReportIsTrue } from './support/report';
import { approve, merge, openReview } from './support/reviewPage';
import { picture } from './support/screenshots';
import { startFromTemplate } from './support/templatePage';
import { until } from './support/until';
import { ANA, BEN } from './support/users';

/** The card vault's own test names the one runtime that was certified; this one lets the next one in. */
const NEWLY_CERTIFIED = `import test from 'node:test';

test('the assessor has been told about the new runtime', () => {});
`;

journey(
  'a new user takes a sweep from a template to a report that git agrees with',
  async ({ portal, browser, step }) => {
    const page = await openPage(browser, portal);
    const api = apiOf(portal, ANA);
    const targets = () => targetsOf(api, runId);
    const named = async (name: string) => {
      const target = (await targets()).find(({ entityRef }) =>
        entityRef.endsWith(`/${name}`),
      );
      assert.ok(target, `the sweep has ${name}`);
      return target;
    };
    let runId = '';
    /** Each diff as it stands in the list, with the targets that are canaries. */
    const diffOrder = async () =>
      (await api.listDiffs({ params: { runId } })).items.map(group => [
        group.patchId,
        ...group.targets.filter(({ canary }) => canary).map(({ id }) => id),
      ]);
    let orderBefore: string[][] = [];

    await step('she starts the sweep from a template', async () => {
      await signInOn(page, ANA);
      await picture(page, 'sweep-01-first-visit');
      runId = await startFromTemplate(
        page,
        'Move services to a new Node version',
        'See the diffs of the sweep',
      );
      await page
        .getByRole('heading', { name: 'Node 22 on every service' })
        .waitFor();
      await picture(page, 'sweep-02-dry-run');
    });

    await step('she reads the diffs, the canaries first', async () => {
      const run = await runIn(api, runId, 'readyToStart');
      assert.equal(run.targets, 22);
      await page.getByRole('tab', { name: 'Diffs' }).click();
      const first = page.getByRole('tabpanel').locator('section').first();
      await first.getByText('Would be a canary').waitFor();

      const { items } = await api.listDiffs({ params: { runId } });
      assert.deepEqual(
        items.map(group => group.canary),
        [...items].map(group => group.canary).sort((a, b) => +b - +a),
        'canaries come first',
      );
      orderBefore = await diffOrder();
      const target = (await targets()).find(
        ({ id }) => id === items[0].targets[0].id,
      );
      assert.ok(target?.repository && target.diff);
      await assertDiffIsOf(first, portal, target.repository.name, target.diff);
      await picture(page, 'sweep-03-diffs');
      assert.deepEqual(
        await branchesOf(portal, target.repository.name),
        [target.diff.baseBranch],
        'nothing was written',
      );
    });

    await step('she lets the canaries go', async () => {
      await page.getByRole('button', { name: 'Start the first batch' }).click();
      await runIn(api, runId, 'awaitingApproval');
      assert.deepEqual(await diffOrder(), orderBefore);
      await page.getByRole('button', { name: 'Review and approve' }).click();
    });

    await step('she approves them on their evidence', async () => {
      const approval = page.getByRole('region', { name: /canar/i });
      await approval.getByText('What is judged').waitFor();
      await approval.getByText(/Gates: \d+ passed, \d+ did not/).waitFor();
      await picture(page, 'sweep-04-approval');
      await approval.getByLabel('Comment').fill('The canaries look right.');
      await approval.getByRole('button', { name: 'Approve' }).click();
      await approval.getByText('The canaries look right.').waitFor();
    });

    await step('the batches open their changes', async () => {
      await page.getByRole('tab', { name: 'Targets' }).click();
      const run = await until('all batches are done', async () => {
        const now = await api.getRun({ params: { runId } });
        // Two of the services fail for good reasons; when both fail early, the sweep asks whether to go on.
        if (now.status === 'paused') await goOn();
        return now.status === 'tracking' && now;
      });
      assert.equal(run.counts.open, 12);
      assert.equal(run.counts.failed, 2);
      await page.getByText('Changes open').waitFor();
      await picture(page, 'sweep-05-changes-open');
    });

    const goOn = async () => {
      await page.getByRole('button', { name: 'Resume' }).click();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: 'Resume' })
        .click();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    };

    await step(
      'an owner finds his change, approves it and merges it',
      async () => {
        const target = await named('payments-api');
        const his = await openPage(browser, portal);
        await signInOn(his, BEN);
        await his.getByRole('link', { name: 'Inbox' }).first().click();
        await his.getByRole('listitem', { name: /Payments API/i }).waitFor();
        await picture(his, 'sweep-06-inbox-of-an-owner');
        await his.goto('/catalog/default/component/payments-api/orchestrator');
        await his
          .getByRole('link', { name: target.change?.title, exact: true })
          .click();
        await his.getByRole('region', { name: 'Diff' }).waitFor();
        await approve(his);
        await picture(his, 'sweep-07-review');
        await merge(his);
        const merged = await targetIn(api, runId, target.id, 'merged');
        assert.equal(
          await git(portal, 'payments-api', 'rev-parse', 'main'),
          merged.change?.mergeCommit,
        );
        await his.context().close();
      },
    );

    await step('she merges the others', async () => {
      const open = (await targets()).filter(({ status }) => status === 'open');
      for (const { change } of open.slice(0, 2)) {
        assert.ok(change);
        await openReview(page, change.id);
        await merge(page);
      }
      for (const { change } of open.slice(2)) {
        assert.ok(change);
        await api.mergeLocalChange({ params: { changeId: change.id } });
      }
    });

    await step('the sweep is a picture of itself', async () => {
      for (const theme of ['light', 'dark'] as const) {
        const hers = await openPage(browser, portal, ANA, {
          theme,
          width: 1440,
        });
        await hers.goto(`/orchestrator/sweeps/${runId}`);
        await hers.getByRole('table', { name: 'Targets' }).waitFor();
        await picture(hers, `sweep-${theme}`);
        await hers.context().close();
      }
    });

    await step('she skips one that failed, and says why', async () => {
      await page.goto(`/orchestrator/sweeps/${runId}`);
      await page.getByRole('link', { name: 'Failed 2' }).first().click();
      await page.getByRole('checkbox', { name: 'Choose Returns API' }).check();
      await picture(page, 'sweep-08-failed');
      await page.getByRole('button', { name: 'Skip (1)' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('Skip 1 target?').waitFor();
      await dialog
        .getByLabel('Reason')
        .fill('Its tests fail without this change, too.');
      await dialog.getByRole('button', { name: 'Skip (1)' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await targetIn(api, runId, (await named('returns-api')).id, 'skipped');
    });

    await step('she retries the other one when it is repaired', async () => {
      await commitFile(portal, 'card-vault', {
        path: 'test/certified-runtime.test.js',
        content: NEWLY_CERTIFIED,
        message: 'test: the assessor knows of the next runtime',
      });
      await page.getByRole('checkbox', { name: 'Choose Card vault' }).check();
      await page.getByRole('button', { name: 'Retry (1)' }).click();
      const { id } = await named('card-vault');
      const { change } = await targetIn(api, runId, id, 'open');
      assert.ok(change);
      await api.mergeLocalChange({ params: { changeId: change.id } });
    });

    await step('the report says what git says', async () => {
      const run: RunDetail = await runIn(api, runId, 'finished');
      assert.deepEqual(run.counts, {
        alreadyFine: 5,
        merged: 13,
        problem: 3,
        skipped: 1,
      });
      await page.goto(`/orchestrator/sweeps/${runId}`);
      await page.getByRole('button', { name: 'See the report' }).click();
      await page.getByRole('region', { name: 'Totals' }).waitFor();
      await page.getByText('Its tests fail without this change').waitFor();
      await picture(page, 'sweep-09-report');
      await assertReportIsTrue(portal, api, runId);
    });
  },
);
