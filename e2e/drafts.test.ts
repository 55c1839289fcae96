import assert from 'node:assert/strict';
import { apiOf, runIn, targetIn } from './support/api';
import { openPage } from './support/browser';
import { journey } from './support/journey';
import { merge, openReview } from './support/reviewPage';
import { startSmallSweep, targetIdOf } from './support/smallSweep';
import { ANA, BEN } from './support/users';

journey(
  'an owner ends the draft of a change and merges it',
  async ({ portal, browser, step }) => {
    const api = apiOf(portal, ANA);
    const page = await openPage(browser, portal, BEN);
    const review = page.getByRole('region', { name: 'Your review' });
    const targetId = targetIdOf('payments-api');
    let runId = '';

    await step('a sweep opens its changes as drafts', async () => {
      runId = await startSmallSweep(api, 'Install exactly', { draft: true });
      await api.startRun({ params: { runId } });
      const run = await runIn(api, runId, 'awaitingApproval');
      await api.decideApproval({
        params: { runId, approvalId: run.approvals[0].id },
        body: {
          decision: 'approved',
          evidenceDigest: run.approvals[0].evidenceDigest,
        },
      });
      await runIn(api, runId, 'tracking');
    });

    await step('a draft can not be merged, and the page says so', async () => {
      const { change } = await targetIn(api, runId, targetId, 'open');
      assert.equal(change?.state, 'draft');
      await openReview(page, change.id);
      const button = review.getByRole('button', { name: 'Merge', exact: true });
      assert.equal(await button.getAttribute('aria-disabled'), 'true');
    });

    await step('he marks it as ready, and merges it', async () => {
      await review.getByRole('button', { name: 'Ready for review' }).click();
      await page
        .getByRole('region', { name: 'Conversation' })
        .getByText('marked it ready for review')
        .waitFor();
      await merge(page);
      await targetIn(api, runId, targetId, 'merged');
    });
  },
);
