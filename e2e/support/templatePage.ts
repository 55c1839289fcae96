import type { Page } from 'playwright-core';

/**
 * Starts a software template with what its form proposes, and follows the link of its result.
 *
 * @returns the id of the run that it leads to
 */
export async function startFromTemplate(
  page: Page,
  template: string,
  link: string,
): Promise<string> {
  await page.getByRole('link', { name: 'Create' }).first().click();
  await page.getByText(template).first().waitFor();
  await page.getByRole('button', { name: 'Choose' }).last().click();
  // The form has as many pages as the template says; its last one leads to a review.
  const next = page.getByRole('button', { name: 'Next' });
  const review = page.getByRole('button', { name: 'Review' });
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
  await page.waitForURL(/\/orchestrator\/sweeps\/[^/]+$/);
  return decodeURIComponent(
    new URL(page.url()).pathname.split('/').pop() ?? '',
  );
}
