import type { Page } from 'playwright-core';

/**
 * Starts a software template, and follows the link of its result.
 *
 * @param fill - changes what the first page of its form proposes
 * @returns the id of the run that it leads to
 */
export async function startFromTemplate(
  page: Page,
  template: string,
  link: string,
  fill?: () => Promise<void>,
): Promise<string> {
  await page.getByRole('link', { name: 'Create' }).first().click();
  await page
    .locator('.MuiCard-root')
    .filter({ hasText: template })
    .getByRole('button', { name: 'Choose' })
    .click();
  // The form has as many pages as the template says; its last one leads to a review.
  const next = page.getByRole('button', { name: 'Next' });
  const review = page.getByRole('button', { name: 'Review' });
  await next.or(review).waitFor();
  await fill?.();
  for (;;) {
    await next.or(review).waitFor();
    if (await review.isVisible()) break;
    const form = await page.locator('form').innerText();
    await next.click();
    await page.waitForFunction(
      before => document.querySelector('form')?.innerText !== before,
      form,
    );
  }
  await review.click();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('link', { name: link }).click();
  await page.waitForURL(/\/orchestrator\/(sweeps|trains)\/[^/]+$/);
  return decodeURIComponent(
    new URL(page.url()).pathname.split('/').pop() ?? '',
  );
}
