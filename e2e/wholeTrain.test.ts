import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { assertAccessible, ours } from './support/accessibility';
import { apiOf } from './support/api';
import { openPage, signInOn } from './support/browser';
import { FlagClient } from './support/flags';
import { journey } from './support/journey';
import { picture } from './support/screenshots';
import { startFromTemplate } from './support/templatePage';
import { TrainClient } from './support/train';
import { until } from './support/until';
import { ANA, BEN, LUCIA } from './support/users';

const GATE = 'go-no-go';
/** Whom the second wave reaches, as the checkout asks for its flag. */
const IN_GERMANY = Array.from({ length: 12 }, (_, index) => ({
  targetingKey: `de-${index + 1}`,
  region: 'de',
}));

/** Keeps a picture, and has axe look at the same. */
async function look(
  page: Page,
  name: string,
  root: Locator = ours(page),
): Promise<void> {
  await picture(page, name);
  await assertAccessible(page, root, name);
}

journey(
  'five products leave on one train, and what goes wrong is taken back',
  async ({ portal, browser, step }) => {
    const page = await openPage(browser, portal);
    let ana: TrainClient;
    let ben: TrainClient;
    let lucia: TrainClient;
    const open = (tab: string) =>
      page.goto(`/orchestrator/trains/${ana.id}/${tab}`);
    const dialog = page.getByRole('dialog');
    const status = async (wave: string) =>
      (await ana.get()).waves.find(({ id }) => id === wave)?.status;
    /** The runbook of the payments is worked through in each wave. */
    const workThroughRunbook = async (wave: string) => {
      await until(`payments wait for a person in ${wave}`, async () => {
        const { productStates } = await ana.get();
        return productStates
          .find(({ id }) => id === 'payments')
          ?.activations.some(
            activation =>
              activation.wave === wave &&
              activation.steps.some(
                one => one.id === 'migrate' && one.status === 'running',
              ),
          );
      });
      for (const runbookStep of ['backup', 'start', 'compare']) {
        await ben.product('payments', {
          ...{ type: 'tickRunbook', wave, step: 'migrate' },
          ...{ runbookStep, result: 'done' },
        });
      }
    };
    const flags = new FlagClient(portal);
    /** How many people in Germany have a flag. */
    const flagsOn = async (key: string) => {
      const values = await Promise.all(
        IN_GERMANY.map(context => flags.evaluate(key, context)),
      );
      return values.filter(value => value === true).length;
    };

    await step('she plans the train from a template', async () => {
      await signInOn(page, ANA);
      const id = await startFromTemplate(
        page,
        'Release the spring checkout',
        'See the train',
        async () => {
          await page.getByLabel(/Departs in/).click();
          await page.getByRole('option', { name: '3 minutes' }).click();
        },
      );
      ana = new TrainClient(apiOf(portal, ANA), id);
      ben = new TrainClient(apiOf(portal, BEN), id);
      lucia = new TrainClient(apiOf(portal, LUCIA), id);
      await page.getByRole('heading', { name: 'Spring checkout' }).waitFor();
      const { plan } = (await ana.get()).train;
      assert.deepEqual(plan.layers, [
        ['card-vault', 'estimates'],
        ['payments'],
        ['checkout'],
        ['shop'],
      ]);
      for (const [client, products] of [
        [ben, ['card-vault', 'payments']],
        [lucia, ['checkout', 'shop', 'estimates']],
      ] as const) {
        for (const product of products) {
          await client.train({
            ...{ type: 'confirmReady', product, milestone: 'code-freeze' },
            evidence: [],
          });
        }
      }
    });

    await step('she rehearses it, and tries the kill switches', async () => {
      await ana.train({ type: 'startRehearsal', rehearsal: 'staging' });
      await ana.train({
        ...{ type: 'finishRehearsal', rehearsal: 'staging' },
        ...{ result: 'passed', rollback: true, notes: 'As planned' },
        evidence: [],
      });
      for (const key of ['vault-mandates', 'instalments']) {
        await page.goto(`/orchestrator/flags/${key}`);
        await page.getByRole('button', { name: 'Try the kill switch' }).click();
        await dialog.getByLabel(/Reason/).fill('The gate asks for it');
        await dialog
          .getByRole('button', { name: 'Try the kill switch' })
          .click();
        await page
          .getByText(`The kill switch of ${key} was tried.`)
          .first()
          .waitFor();
      }
      await look(page, 'train-01-kill-switch-tried');
    });

    await step('owners tick what is theirs, and sign for it', async () => {
      await ana.gate(GATE, {
        ...{ type: 'waive', gate: GATE, criterion: 'node-22' },
        reason: 'The runtime moves after this release',
        expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      });
      const hers = await openPage(browser, portal, LUCIA);
      await hers.goto('/orchestrator/inbox');
      await hers
        .getByRole('button', { name: 'Answer: May “Pay in instalments' })
        .click();
      const panel = hers.getByRole('dialog', { name: 'Answer a train' });
      await panel.getByRole('button', { name: /^Approve/ }).waitFor();
      await look(hers, 'train-02-inbox', panel);
      await panel.getByRole('button', { name: 'Close' }).click();
      await panel.waitFor({ state: 'hidden' });

      for (const name of [/^Choose: May “Pay in/, /^Choose: Release notes/]) {
        await hers.getByRole('checkbox', { name }).first().check();
      }
      const together = hers.getByRole('button', {
        name: /^(Approve \/ Tick|Tick \/ Approve)$/,
      });
      await together.click();
      const many = hers.getByRole('dialog');
      await many
        .getByRole('listitem', { name: /^May “Pay in/ })
        .getByText('from today on you can pay in instalments')
        .waitFor();
      await many.getByRole('textbox').fill('Seen');
      await look(hers, 'train-02-inbox-many', many);
      await many.getByRole('button', { name: /Tick/ }).click();
      await many.waitFor({ state: 'hidden' });
      await ana.until('the message is approved', ({ train }) =>
        train.communications.some(
          one => one.id === 'customers-before' && one.status === 'approved',
        ),
      );
      await hers.context().close();
      await until(
        'the evidence is complete',
        async () => {
          await ben.answerInbox();
          await lucia.answerInbox();
          return (await ana.get()).board[0].complete;
        },
        120_000,
      );
      await open('board');
      await page.getByText('Pass').first().waitFor();
      await look(page, 'train-02-board');
    });

    await step('a signature is stale once the plan has changed', async () => {
      const his = await openPage(browser, portal, BEN);
      await his.goto(`/orchestrator/trains/${ana.id}/board`);
      const gate = his.getByRole('region', { name: 'Go or no-go' });
      await gate.getByRole('button', { name: 'Sign', exact: true }).click();
      await his
        .getByRole('dialog')
        .getByRole('button', { name: 'Sign', exact: true })
        .click();
      await gate.getByText('signed', { exact: false }).first().waitFor();

      const { train } = await ana.get();
      await ana.train({
        type: 'revise',
        manifest: {
          ...train.manifest,
          metadata: {
            ...train.manifest.metadata,
            description: 'Pay in instalments, in the shop alone',
          },
        } as never,
        reason: 'The seller portal comes later',
      });
      await gate.getByText('Stale: what was signed has changed.').waitFor();
      await look(his, 'train-03-stale');
      await his.context().close();
    });

    await step('all sign again, and it is a GO', async () => {
      const seen = await until(
        'the evidence is complete again',
        async () => {
          await ben.answerInbox();
          await lucia.answerInbox();
          const { board } = await ana.get();
          return board[0].complete && board[0];
        },
        120_000,
      );
      for (const client of [ben, lucia]) {
        await client.gate(GATE, {
          ...{ type: 'sign', decision: 'approved' },
          evidenceDigest: seen.digest,
        });
      }
      await ana.until('it is a GO', ({ board }) => board[0].goes);
    });

    await step('she lets it depart', async () => {
      await ana.until(
        'it is time',
        ({ actions }) => actions.depart.allowed,
        200_000,
      );
      await open('waves');
      await page.getByRole('button', { name: 'Depart' }).first().click();
      await dialog.getByRole('button', { name: 'Depart' }).click();
      await ana.until('it departs', ({ phase }) => phase === 'departing');
    });

    await step('who is on call works through the runbook', async () => {
      const his = await openPage(browser, portal, BEN, {
        ...{ width: 420, height: 900 },
      });
      await his.goto(`/orchestrator/trains/${ana.id}/runbook/pilot/payments`);
      for (const title of [
        'See that the backup is younger than an hour',
        'Start the migration',
        'Compare the sums of both tables',
      ]) {
        const now = his.getByRole('region', { name: title });
        await now.waitFor();
        if (title.startsWith('Start')) await look(his, 'train-04-runbook');
        await now.getByRole('button', { name: 'Done' }).click();
      }
      await ana.until('the pilot is done', ({ waves }) => {
        return waves[0].status === 'done';
      });
      await his.context().close();
    });

    await step('the next wave halts by itself and takes back two', async () => {
      await workThroughRunbook('germany');
      await until('the checkout is on in Germany', async () => {
        return (await flagsOn('checkout-instalments')) > 0;
      });
      const { train } = await ana.until('it is halted', ({ waves }) => {
        return waves[1].status === 'halted';
      });
      const [germany] = train.waves.filter(({ id }) => id === 'germany');
      assert.deepEqual(germany.rolledBack.sort(), ['checkout', 'shop']);
      assert.equal(germany.halt?.cause, 'analysis');
      assert.equal(await flagsOn('checkout-instalments'), 0);
      assert.equal(await flagsOn('shop-instalments'), 0);
      assert.ok((await flagsOn('instalments')) > 0, 'payments stay');
      assert.equal(train.incidents.length, 1);
      await open('waves');
      await page.getByText('Germany is halted').first().waitFor();
      // A line of a steady value has no height, which counts as not visible.
      await page
        .getByRole('region', { name: 'Germany' })
        .locator('figure polyline')
        .first()
        .waitFor({ state: 'attached' });
      await look(page, 'train-05-halted');
    });

    await step('a kill switch works while it stands', async () => {
      await page.goto('/orchestrator/flags/instalments');
      await page.getByRole('button', { name: 'Kill', exact: true }).click();
      await dialog.getByLabel(/Reason/).fill('Nobody charges until we know');
      const startMs = Date.now();
      await dialog.getByRole('button', { name: 'Kill', exact: true }).click();
      await until('it is off for everybody', async () => {
        return (await flagsOn('instalments')) === 0;
      });
      assert.ok(Date.now() - startMs < 10_000);
      // The shop tells by itself how long it took to see it.
      const { tried } = await until('the shop has seen it', async () => {
        const flag = await apiOf(portal, ANA).getFlag({
          params: { flagKey: 'instalments' },
        });
        return flag.tried?.by === 'shop' && flag;
      });
      assert.ok(tried && tried.killedWithinMs < 2_000);
      await look(page, 'train-06-killed');
      await page.getByRole('button', { name: 'Revive' }).click();
      await dialog.getByLabel(/Reason/).fill('It was not the payments');
      await dialog.getByRole('button', { name: 'Revive' }).click();
      await dialog.waitFor({ state: 'hidden' });
    });

    await step('the shop is mended, and the wave goes on', async () => {
      await fetch(`${portal.shop}/faults/decimal-comma`, {
        method: 'POST',
        body: JSON.stringify({ on: false }),
      });
      await open('incidents');
      const incident = page.getByRole('region', { name: /Germany/ });
      await incident.getByRole('button', { name: /^Resolve/ }).click();
      await dialog
        .getByLabel(/Resolution/)
        .fill('The checkout reads a decimal comma');
      await dialog.getByRole('button', { name: 'Resolve' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await open('waves');
      await page
        .getByRole('button', { name: 'Resume the wave' })
        .first()
        .click();
      await dialog.getByLabel(/Reason/).fill('Mended');
      await dialog.getByRole('button', { name: 'Resume the wave' }).click();
      await until(
        'Germany is done',
        async () => (await status('germany')) === 'done',
        150_000,
      );
      await look(page, 'train-07-germany-done');
    });

    await step('everybody gets it', async () => {
      await workThroughRunbook('everywhere');
      await ana.until('all waves are done', ({ phase }) => phase === 'closing');
      assert.equal(await flagsOn('shop-instalments'), IN_GERMANY.length);
    });

    await step('she closes it with its report', async () => {
      await open('report');
      await page.getByRole('heading', { name: 'Success' }).first().waitFor();
      await page.getByRole('button', { name: /^Draft .*Card vault/ }).click();
      await page
        .getByText('keep the mandate of an instalment plan')
        .first()
        .waitFor();
      for (const [id, value] of [
        ['adoption', 4.2],
        ['errors', 0.2],
      ] as const) {
        await ana.train({ type: 'recordSuccess', id, value });
      }
      await ana.train({
        type: 'recordPostMortem',
        url: 'https://docs.example.com/post-mortems/decimal-comma',
      });
      await ana.train({
        ...{ type: 'addFollowUp', title: 'Test decimal commas' },
        owner: 'group:default/team-checkout',
        due: new Date(Date.now() + 7 * 86_400_000).toISOString(),
      });
      await ana.until('it can be closed', ({ actions }) => {
        return actions.close.allowed;
      });
      await page.reload();
      await page
        .getByRole('button', { name: 'Close the train' })
        .first()
        .click();
      await dialog.getByRole('button', { name: 'Close the train' }).click();
      const { train } = await ana.until('it is closed', ({ phase }) => {
        return phase === 'closed';
      });
      assert.equal(train.outcome, 'succeeded');
      await page.getByText('Test decimal commas').first().waitFor();
      await look(page, 'train-08-report');
      const report = await apiOf(portal, ANA).getTrainReport({
        params: { trainId: ana.id },
      });
      for (const expected of [
        'The checkout reads a decimal comma',
        'Test decimal commas',
        'decimal-comma',
        'The runtime moves after this release',
        'keep the mandate of an instalment plan',
      ]) {
        assert.ok(report.includes(expected), `the report has ${expected}`);
      }
    });

    await step('the public was told once', async () => {
      const told = await (
        await fetch(`${portal.shop}/status-page/messages`)
      ).json();
      assert.deepEqual(
        told.map(({ subject, deliveries }: Record<string, unknown>) => [
          subject,
          deliveries,
        ]),
        [['Pay in instalments from today', 1]],
      );
    });
  },
);
