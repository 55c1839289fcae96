import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Keeps a picture of the page in the folder that the variable E2E_SCREENSHOTS names, if there is one. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.E2E_SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({
    path: join(folder, `${name}.png`),
    animations: 'disabled',
  });
}
