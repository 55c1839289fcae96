import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';

const AXE = readFileSync(
  createRequire(__filename).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** What axe calls bad enough to keep somebody out. */
const GRAVE = new Set<axe.ImpactValue | undefined>(['serious', 'critical']);

/** So often an element may be replaced while it is looked at. */
const LOOKS = 3;

/** Backstage's sidebar and header are not ours; this is what stands below them. */
export const ours = (page: Page) => page.getByRole('article').first();

/**
 * Asserts that axe finds nothing grave below an element of ours.
 *
 * @param where - names the page and how it is looked at, for the message
 */
export async function assertAccessible(
  page: Page,
  root: Locator,
  where: string,
): Promise<void> {
  await page.evaluate(AXE);
  const violations = await violationsIn(root, where);
  const grave = violations
    .filter(({ impact }) => GRAVE.has(impact))
    .flatMap(({ id, nodes }) =>
      nodes.map(node => `${where}: ${id}: ${node.html} ${node.failureSummary}`),
    );
  assert.deepEqual(grave, []);
}

/** Where the element was replaced between being found and being looked at, its successor is looked at. */
async function violationsIn(
  root: Locator,
  where: string,
): Promise<axe.Result[]> {
  for (let look = 0; look < LOOKS; look += 1) {
    const violations = await root.evaluate(async element => {
      if (!element.isConnected) {
        return undefined;
      }
      const { axe: checker } = window as unknown as { axe: typeof axe };
      const results = await checker.run(element, {
        resultTypes: ['violations'],
      });
      return results.violations;
    });
    if (violations) {
      return violations;
    }
  }
  return assert.fail(
    `${where}: the element was replaced each of ${LOOKS} times that it was looked at`,
  );
}

/** Asserts that a page is not wider than its window. */
export async function assertFits(page: Page, where: string): Promise<void> {
  const { content, window } = await page.evaluate(() => ({
    content: document.scrollingElement?.scrollWidth ?? 0,
    window: innerWidth,
  }));
  assert.ok(content <= window, `${where}: ${content} px in ${window} px`);
}

/** Asserts that the Tab key gets to an element from the top of the page. */
export async function assertReachableByTab(
  page: Page,
  target: Locator,
  presses = 60,
): Promise<void> {
  for (let press = 0; press < presses; press++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate(element => element === document.activeElement)) {
      return;
    }
  }
  assert.fail(`${target} is not among the first ${presses} stops of Tab`);
}
