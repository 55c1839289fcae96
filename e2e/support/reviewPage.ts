import type { Page } from 'playwright-core';

/** Opens the review page of a change on the local code host. */
export async function openReview(page: Page, changeId: string): Promise<void> {
  await page.goto(`/orchestrator/changes/${encodeURIComponent(changeId)}`);
  await page.getByRole('region', { name: 'Diff' }).waitFor();
}

/** Approves the change whose review page is open. */
export async function approve(page: Page): Promise<void> {
  const review = page.getByRole('region', { name: 'Your review' });
  await review.getByRole('button', { name: 'Approve', exact: true }).click();
  await page
    .getByRole('region', { name: 'Conversation' })
    .getByText('approved')
    .waitFor();
}

/** Merges the change whose review page is open. */
export async function merge(page: Page): Promise<void> {
  const review = page.getByRole('region', { name: 'Your review' });
  await review.getByRole('button', { name: 'Merge', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Merges 1 change into').waitFor();
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page
    .getByRole('region', { name: 'Conversation' })
    .getByText('merged it')
    .waitFor();
}
