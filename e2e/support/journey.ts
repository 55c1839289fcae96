import { test, type TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser } from './browser';
import { catalogIsRead } from './catalog';
import { openPortal, type Portal } from './portal';
import { picture } from './screenshots';

/** What a journey goes through. */
export interface Journey {
  portal: Portal;
  browser: Browser;
  /** Does one step of the way. What follows a step that failed is left out, as it would fail, too. */
  step(sentence: string, body: () => Promise<void>): Promise<void>;
  /** Looks at something on which nothing else depends: what follows is done in any case. */
  check(sentence: string, body: () => Promise<void>): Promise<void>;
}

/** A test in a real browser on a portal of its own. */
export function journey(
  sentence: string,
  go: (way: Journey) => Promise<void>,
): void {
  test(sentence, async context => {
    const portal = await openPortal();
    try {
      await catalogIsRead(portal);
      const browser = await openBrowser();
      try {
        await go({ portal, browser, ...stepsOf(context, browser) });
      } finally {
        await browser.close();
      }
    } finally {
      await portal.close();
    }
  });
}

function stepsOf(
  context: TestContext,
  browser: Browser,
): Pick<Journey, 'step' | 'check'> {
  const attempt = async (sentence: string, body: () => Promise<void>) => {
    let problem: unknown;
    await context.test(sentence, async () => {
      try {
        await body();
      } catch (error) {
        problem = error;
        await pictureAll(browser);
        throw error;
      }
    });
    return problem;
  };
  return {
    async step(sentence, body) {
      const problem = await attempt(sentence, body);
      if (problem) {
        throw new Error(`The journey ended early: ${sentence}`, {
          cause: problem,
        });
      }
    },
    async check(sentence, body) {
      await attempt(sentence, body);
    },
  };
}

/** What was on the screen when a step failed. */
async function pictureAll(browser: Browser): Promise<void> {
  const pages = browser.contexts().flatMap(context => context.pages());
  for (const [index, page] of pages.entries()) {
    await picture(page, `failed-${process.pid}-${index}`).catch(() => {});
  }
}
