import type { OrchestratorApi } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Page } from 'playwright-core';
import { apiOf } from '../../e2e/support/api';
import { openBrowser, openPage } from '../../e2e/support/browser';
import { catalogIsRead } from '../../e2e/support/catalog';
import { openPortal } from '../../e2e/support/portal';
import { ANA } from '../../e2e/support/users';
import { buildApp } from '../../scripts/launcher/appBuild.mjs';
import { prepareToolchain } from '../../scripts/launcher/toolchain.mjs';
import type { Measure } from '../measure';
import { median, percentile } from '../support/statistics';

const PRODUCTS = 50;
const FEW_PRODUCTS = 5;
const CRITERIA = 10;
const ROUNDS = 3;
const FRAMES = 120;
const SCROLLED_EACH_FRAME = 40;
/** Two frames of a screen with 60 in a second: one that is late is not seen. */
const SMOOTH_MS = 34;
/** What still feels like an answer. */
const ANSWER_MS = 300;

/** How the go/no-go board of a large train feels in a browser, beside that of a small one. */
export const board: Measure = {
  name: 'board',
  run: async ({ say }) => {
    await buildApp(await prepareToolchain());
    const portal = await openPortal();
    const browser = await openBrowser();
    try {
      await catalogIsRead(portal);
      const api = apiOf(portal, ANA);
      const page = await openPage(browser, portal, ANA);
      const measured = async (products: number) => {
        say(`board of ${products} products`);
        const id = await planTrain(api, products);
        const rounds: { shown: number; frames: number[]; opened: number }[] =
          [];
        for (let round = 0; round < ROUNDS; round += 1) {
          rounds.push(await lookAt(page, id, products));
        }
        return {
          shown: median(rounds.map(one => one.shown)),
          frame: percentile(
            rounds.flatMap(one => one.frames),
            0.95,
          ),
          opened: median(rounds.map(one => one.opened)),
        };
      };
      const few = await measured(FEW_PRODUCTS);
      const many = await measured(PRODUCTS);
      const line = (
        what: string,
        figure: keyof typeof many,
        atMost?: number,
      ) => ({
        measure: `board of ${PRODUCTS} × ${CRITERIA} against ${FEW_PRODUCTS} × ${CRITERIA}: ${what}`,
        unit: 'ms',
        ours: many[figure],
        baseline: few[figure],
        ratio: many[figure] / few[figure],
        ...(atMost !== undefined && {
          aim: { of: 'ours', kind: 'atMost', value: atMost } as const,
        }),
      });
      return [
        line('from the address to the last row, app and all', 'shown'),
        line('a frame while one scrolls, p95', 'frame', SMOOTH_MS),
        line('from the click to the evidence of a cell', 'opened', ANSWER_MS),
      ];
    } finally {
      await browser.close();
      await portal.close();
    }
  },
};

async function lookAt(page: Page, id: string, products: number) {
  const started = performance.now();
  await page.goto(`/orchestrator/trains/${id}/board`);
  // The row of a product has its release, and the catalog's title.
  await page
    .getByText(`Release 1.${products - 1}.0`)
    .first()
    .waitFor();
  const shown = performance.now() - started;
  const frames = await page.evaluate(scrollFrames, {
    count: FRAMES,
    step: SCROLLED_EACH_FRAME,
  });
  const cell = page
    .getByRole('row', { name: /Release 1\.0\.0/ })
    .first()
    .getByRole('gridcell')
    .first();
  const asked = performance.now();
  await cell.getByText('Pending').click();
  await page.getByRole('dialog').first().waitFor();
  const opened = performance.now() - asked;
  return { shown, frames, opened };
}

/** Runs in the page: how long each frame takes while the longest list on it is scrolled. */
async function scrollFrames(options: {
  count: number;
  step: number;
}): Promise<number[]> {
  const longest = [...document.querySelectorAll<HTMLElement>('*')].sort(
    (a, b) =>
      b.scrollHeight - b.clientHeight - (a.scrollHeight - a.clientHeight),
  )[0];
  const frames: number[] = [];
  let last = performance.now();
  for (let index = 0; index < options.count; index += 1) {
    longest.scrollTop += options.step;
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - last);
    last = now;
  }
  return frames;
}

async function planTrain(
  api: OrchestratorApi,
  products: number,
): Promise<string> {
  const { id } = await api.createTrain({
    body: {
      manifest: {
        apiVersion: 'orchestrator/v1',
        kind: 'Train',
        metadata: { name: `board-${products}`, title: `Board ${products}` },
        spec: {
          owner: 'group:default/platform-engineering',
          timezone: 'Europe/Berlin',
          departure: '2031-03-26T10:00',
          products: Array.from({ length: products }, (_, index) => ({
            id: `product-${index + 1}`,
            entity: 'component:default/payments-api',
            version: `1.${index}.0`,
            criticality: 'medium',
            activation: [
              { id: 'on', flag: { key: `board-${index}`, set: 'on' } },
            ],
            rollback: [
              { id: 'off', flag: { key: `board-${index}`, set: 'off' } },
            ],
          })),
          gates: [
            {
              id: 'go-no-go',
              title: 'Go or no-go',
              opens: 'D-3000d',
              criteria: Array.from({ length: CRITERIA }, (_, index) => ({
                id: `criterion-${index}`,
                title: `Criterion ${index}`,
                checklist: { items: [{ id: 'a', title: 'It is done' }] },
              })),
            },
          ],
          waves: [{ id: 'all' }],
        },
      },
    },
  });
  return id;
}
