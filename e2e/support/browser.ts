import { chromium, type Browser, type Page } from 'playwright-core';
import type { Portal } from './portal';
import { PATIENCE_MS } from './until';
import type { User } from './users';

/** Where the app keeps who was signed in, so that a reload finds them again. */
const REMEMBERED_USER = 'meridian-market.example-user';
/** Where Backstage keeps the chosen theme. */
const THEME = 'theme';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How a page is looked at. */
export interface Look {
  theme?: 'light' | 'dark';
  width?: number;
  height?: number;
}

/** Starts the Chromium that the variable CHROMIUM names. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ARGS,
  });
}

/** A page in a browser session of its own. With a user, it is one who has signed in before. */
export async function openPage(
  browser: Browser,
  portal: Portal,
  user?: User,
  look: Look = {},
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: portal.url,
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    viewport: { width: look.width ?? 1280, height: look.height ?? 900 },
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const remembered: Record<string, string> = {
    [THEME]: look.theme ?? 'light',
    ...(user && { [REMEMBERED_USER]: user.entityRef }),
  };
  await context.addInitScript(values => {
    for (const [name, value] of Object.entries(values)) {
      localStorage.setItem(name, value);
    }
  }, remembered);
  return context.newPage();
}

/** Signs in on the sign-in page, as somebody new to the portal does. */
export async function signInOn(page: Page, user: User): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: `Sign in as ${user.name}` }).click();
  await page.getByRole('link', { name: 'Meridian Market, home' }).waitFor();
}
