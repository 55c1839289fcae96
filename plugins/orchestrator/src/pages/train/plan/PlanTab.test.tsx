import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  anEvent,
  gateOpen,
  halted,
  planned,
  renderPage,
  trainApi,
} from '../../../__testUtils__';
import { timelineEntries, TURN_TYPES } from './timelineEntries';

const AFTER_CODE_FREEZE = '2030-03-26T08:59:10.000Z';

async function openPlan(story = gateOpen(), api = trainApi(story)) {
  const page = await renderPage('/trains/train-1/timeline', { api });
  await screen.findByRole('list', {
    name: 'From the first milestone to the close',
  });
  return page;
}

const lastCommand = (api: ReturnType<typeof trainApi>) =>
  api.commandTrain.mock.calls[0]?.[0].body.command;

describe('PlanTab', () => {
  it('lists everything with a date in its order, with now between', async () => {
    await openPlan();
    const list = screen.getByRole('list', {
      name: 'From the first milestone to the close',
    });
    const entries = within(list)
      .getAllByRole('listitem')
      .map(item => item.textContent ?? '');
    const place = (words: string) =>
      entries.findIndex(entry => entry.includes(words));
    expect(place('Milestone: Scope is fixed')).toBeLessThan(place('Now'));
    expect(place('Now')).toBeLessThan(place('Deadline: Everything is merged'));
    expect(place('Deadline')).toBeLessThan(place('Departure: Spring checkout'));
    expect(place('Departure')).toBeLessThan(
      place('Measured: Orders paid in instalments'),
    );
    expect(entries[place('Rehearsal due')]).toContain('D-2m');
  });

  it('has the catalog looked at again, before the departure', async () => {
    const story = gateOpen();
    const api = trainApi(story);
    await openPlan(story, api);
    await userEvent.click(
      screen.getByRole('button', { name: 'Look at the catalog again' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/is stale/)).toBeInTheDocument();
    await userEvent.click(
      dialog.getByRole('button', { name: 'Look at the catalog again' }),
    );
    await waitFor(() =>
      expect(lastCommand(api)).toEqual({ type: 'lookAgain' }),
    );
  });

  it('has the plan without what happened since where that can not be loaded, and says so', async () => {
    const story = gateOpen();
    const listEvents = jest
      .fn()
      .mockRejectedValueOnce(new Error('The log does not answer'))
      .mockResolvedValue({ items: story.events, totalItems: 1 });
    await openPlan(story, trainApi(story, { listEvents }));
    expect(await screen.findAllByText('The log does not answer')).not.toEqual(
      [],
    );
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() =>
      expect(screen.queryAllByText('The log does not answer')).toEqual([]),
    );
  });

  it('shows the order of activation, what is coupled, and who is not ready for a contract', async () => {
    await openPlan();
    expect(
      screen.getByText('Only ever taken back together: shop, checkout.'),
    ).toBeInTheDocument();
    const order = within(
      screen.getByRole('region', { name: 'Order of activation' }),
    );
    expect(order.getByText(/needs payments/)).toBeInTheDocument();
    const matrix = within(
      order.getByRole('table', { name: 'Which product needs which' }),
    );
    expect(
      within(matrix.getByRole('row', { name: /^checkout/ })).getAllByRole(
        'img',
        { name: /^(Technical|Commercial): checkout needs/ },
      ),
    ).not.toEqual([]);
    expect(
      screen.getByText('No consumer is found that is not ready.'),
    ).toBeInTheDocument();
  });

  it('shows what is offered with its dates and guide, and who uses it', async () => {
    const story = gateOpen();
    const detail = story.detail();
    const of = {
      provider: 'component:default/payments-api',
      api: 'api:default/payments',
      offered: '3.0.0',
    };
    const behind = { ...of, consumer: 'component:default/old' };
    detail.train = {
      ...detail.train,
      plan: {
        ...detail.train.plan,
        contracts: [
          { ...behind, severity: 'warns', code: 'inGrace', message: 'Old' },
        ],
        consumers: [
          { ...of, consumer: 'component:default/new', needed: '^3.0.0' },
          behind,
        ],
      },
    };
    await openPlan(story, trainApi(story, { getTrain: async () => detail }));
    const offers = within(
      screen.getByRole('table', { name: 'Versions that the train brings' }),
    );
    expect(offers.getByText(/Breaking, also serves 2.8.0/)).toBeInTheDocument();
    expect(
      offers.getByText('2035-07-31: older versions removed'),
    ).toBeInTheDocument();
    expect(
      offers.getByRole('link', { name: /Migration guide/ }),
    ).toHaveAttribute('href', 'https://docs.example.com/payments/v3');
    await userEvent.click(offers.getByText('2 known, 1 not ready'));
    expect(offers.getByText(/\^3\.0\.0 ready/)).toBeInTheDocument();
    expect(
      timelineEntries(detail)
        .filter(({ kind }) => kind === 'contract')
        .map(({ contract }) => contract),
    ).toEqual(['announce', 'deprecate', 'graceUntil', 'remove']);
  });

  it('says that a product is ready for a deadline', async () => {
    const { api } = await openPlan();
    await userEvent.click(
      screen.getByRole('button', {
        name: 'Say that shop is ready for Everything is merged',
      }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(
      dialog.getByRole('button', { name: 'Say it is ready' }),
    );
    await waitFor(() =>
      expect(lastCommand(api)).toEqual({
        type: 'confirmReady',
        product: 'shop',
        milestone: 'code-freeze',
        evidence: [],
      }),
    );
  });

  it('lets a late product have an exception, with a reason', async () => {
    const { api } = await openPlan(planned().at(AFTER_CODE_FREEZE));
    const row = within(
      within(
        screen.getByRole('region', { name: 'Who is ready for the deadlines' }),
      )
        .getByRole('rowheader', { name: /^estimates/ })
        .closest('tr')!,
    );
    expect(row.getByText('Late')).toBeInTheDocument();
    await userEvent.click(
      row.getByRole('button', { name: /Let estimates be late/ }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByLabelText(/Reason/), 'One minute more');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Grant an exception' }),
    );
    await waitFor(() =>
      expect(lastCommand(api)).toMatchObject({
        type: 'grantException',
        product: 'estimates',
        reason: 'One minute more',
      }),
    );
  });

  it('says why somebody may not answer for a product', async () => {
    const story = gateOpen();
    const detail = story.detail();
    detail.deadlines = detail.deadlines.map(asked => ({
      ...asked,
      confirm: { allowed: false, reason: 'Its owner says so.' },
      except: { allowed: false, reason: 'The permission is missing.' },
    }));
    const api = trainApi(story, { getTrain: async () => detail });
    await openPlan(story, api);
    const reasonOf = (name: RegExp) =>
      screen.getByRole('button', { name }).getAttribute('title');
    expect(reasonOf(/^Say that shop is ready/)).toBe('Its owner says so.');
    expect(reasonOf(/^Let shop be late/)).toBe('The permission is missing.');
    await userEvent.click(
      screen.getByRole('button', { name: /^Say that shop is ready/ }),
    );
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('names those that need a product before it misses the train', async () => {
    const { api } = await openPlan();
    await userEvent.click(
      screen.getByRole('button', { name: 'Let payments miss the train' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText('4 products stay aboard.')).toBeInTheDocument();
    expect(
      dialog.getByText('2 products need it: checkout, shop.'),
    ).toBeInTheDocument();
    await userEvent.click(
      dialog.getByLabelText('Those that need it miss the train, too'),
    );
    expect(dialog.getByText('2 products stay aboard.')).toBeInTheDocument();
    await userEvent.type(dialog.getByLabelText(/Reason/), 'Not ready');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Let it miss the train' }),
    );
    await waitFor(() =>
      expect(lastCommand(api)).toEqual({
        type: 'dropProduct',
        product: 'payments',
        reason: 'Not ready',
        dependents: true,
      }),
    );
  });

  it('starts a rehearsal, and records how it went', async () => {
    const story = gateOpen();
    const { api, unmount } = await openPlan(story);
    await userEvent.click(
      screen.getByRole('button', {
        name: 'Start the rehearsal Rehearsal in staging',
      }),
    );
    await waitFor(() =>
      expect(lastCommand(api)).toEqual({
        type: 'startRehearsal',
        rehearsal: 'staging',
      }),
    );
    unmount();

    story.train({
      type: 'startRehearsal',
      rehearsal: 'staging',
      by: 'user:default/pia',
    });
    const running = await openPlan(story);
    await userEvent.click(screen.getByRole('button', { name: 'Finish' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(
      dialog.getByLabelText('The rollback was rehearsed, too'),
    );
    await userEvent.type(dialog.getByLabelText('Notes'), 'Smooth');
    await userEvent.click(dialog.getByRole('button', { name: 'Finish' }));
    await waitFor(() =>
      expect(lastCommand(running.api)).toEqual({
        type: 'finishRehearsal',
        rehearsal: 'staging',
        result: 'passed',
        rollback: true,
        evidence: [],
        notes: 'Smooth',
      }),
    );
  });

  it('says that other steps than those that were rehearsed are planned', async () => {
    const story = gateOpen();
    const by = 'user:default/pia';
    story.train({ type: 'startRehearsal', rehearsal: 'staging', by }).train({
      type: 'finishRehearsal',
      rehearsal: 'staging',
      by,
      result: 'passed',
      rollback: true,
      notes: 'Smooth',
      evidence: [],
    });
    const words =
      'Other steps than those that were rehearsed are planned now: payments.';
    const { unmount } = await openPlan(story);
    expect(screen.queryByText(words)).not.toBeInTheDocument();
    unmount();
    const detail = story.detail();
    const [rehearsal] = detail.train.rehearsals;
    await openPlan(
      story,
      trainApi(story, {
        getTrain: async () => ({
          ...detail,
          train: {
            ...detail.train,
            rehearsals: [
              {
                ...rehearsal,
                steps: { ...rehearsal.steps, payments: 'sha256:0' },
              },
            ],
          },
        }),
      }),
    );
    expect(screen.getByText(words)).toBeInTheDocument();
  });
});

describe('risks and checks', () => {
  const rowOf = (name: string) =>
    screen.getByRole('rowheader', { name }).closest('tr')!;
  const TICK = {
    type: 'tick' as const,
    gate: 'go-no-go',
    criterion: 'checks',
    done: true,
    by: 'user:default/pia',
    ownershipRefs: ['group:default/team-payments'],
    evidence: [],
  };

  it('have a table: whose they are, what is done about them, and who has ticked them', async () => {
    const story = gateOpen();
    await openPlan(
      story.product('card-vault', {
        ...TICK,
        item: 'check/pci-review',
        note: 'By letter',
      }),
    );
    const risk = rowOf('Risk: The audit scope grows');
    expect(risk).toHaveTextContent(/card-vault/);
    expect(risk).toHaveTextContent(
      /team-payments.*low.*high.*The mandate holds no card data/,
    );
    expect(risk).toHaveTextContent(/Overdue$/);
    expect(rowOf('Legal: The auditor agrees')).toHaveTextContent(
      /pia.*By letter/,
    );
  });

  it('are open before they are due, and again once they have changed', async () => {
    const story = gateOpen().product('card-vault', {
      ...TICK,
      item: 'risk/pci',
      note: 'Accepted',
    });
    const detail = story.detail();
    const { spec } = detail.train.manifest;
    const products = spec.products.map(product => ({
      ...product,
      risks: product.risks.map(risk => ({ ...risk, mitigation: 'None' })),
    }));
    const manifest = { ...detail.train.manifest, spec: { ...spec, products } };
    const plan = { ...detail.train.plan };
    await openPlan(
      story,
      trainApi(story, {
        getTrain: async () => ({
          ...detail,
          train: { ...detail.train, manifest, plan },
        }),
      }),
    );
    expect(rowOf('Risk: The audit scope grows')).toHaveTextContent(
      /It has changed since it was ticked\.$/,
    );
    expect(rowOf('Legal: The auditor agrees')).toHaveTextContent(/Open$/);
  });

  it('are said to be none where there are none', async () => {
    const story = gateOpen();
    const detail = story.detail();
    const { spec } = detail.train.manifest;
    const products = spec.products.map(product => ({
      ...product,
      risks: [],
      checks: [],
    }));
    const manifest = { ...detail.train.manifest, spec: { ...spec, products } };
    await openPlan(
      story,
      trainApi(story, {
        getTrain: async () => ({
          ...detail,
          train: {
            ...detail.train,
            manifest,
            plan: { ...detail.train.plan },
          },
        }),
      }),
    );
    expect(screen.getByText('No product has any.')).toBeInTheDocument();
  });
});

describe('timelineEntries', () => {
  it('has incidents, halts and rollbacks with their end, and the close', () => {
    const story = halted()
      .train({
        type: 'openIncident',
        id: 'late',
        title: 'Orders are late',
        severity: 'sev2',
        products: [],
        by: 'user:default/pia',
        pause: false,
      })
      .at('2030-03-26T09:20:00.000Z')
      .train({
        type: 'resolveIncident',
        id: 'late',
        by: 'user:default/pia',
        resolution: 'They came',
      });
    const turns = story.events.filter(({ type }) =>
      (TURN_TYPES as readonly string[]).includes(type),
    );
    const detail = story.detail();
    detail.train = {
      ...detail.train,
      finishedAt: '2030-03-27T10:00:00.000Z',
    };
    const entries = timelineEntries({ ...detail, phase: 'closed' }, turns);
    const of = (kind: string) => entries.filter(entry => entry.kind === kind);
    expect(of('halt')).toMatchObject([
      { title: expect.stringMatching(/^Pilot customers: Activation failed/) },
    ]);
    expect(of('rollback')).toMatchObject([
      { title: expect.stringContaining('card-vault') },
    ]);
    expect(of('incident')).toContainEqual(
      expect.objectContaining({
        title: 'Orders are late',
        to: '2030-03-26T09:20:00.000Z',
      }),
    );
    expect(of('closed')).toMatchObject([{ at: '2030-03-27T10:00:00.000Z' }]);
    expect(of('cancelled')).toEqual([]);
  });

  it('ends a rollback where it was done', () => {
    const at = (position: number, type: string, data: object) =>
      anEvent(position, type, data, {
        occurredAt: `2030-03-26T09:0${position}:00.000Z`,
      });
    const whole = { layers: [['shop']], reason: 'Errors' };
    expect(
      timelineEntries(gateOpen().detail(), [
        at(1, 'rollback.started', whole),
        at(2, 'rollback.finished', { whole: false }),
        at(3, 'rollback.started', whole),
      ])
        .filter(({ kind }) => kind === 'rollback')
        .map(({ title, to }) => [title, to]),
    ).toEqual([
      ['shop: Errors', '2030-03-26T09:02:00.000Z'],
      ['shop: Errors', undefined],
    ]);
  });

  it('says the subject of a message as people get it', () => {
    const detail = gateOpen().detail();
    const [first, ...rest] = detail.train.communications;
    detail.train = {
      ...detail.train,
      communications: [
        {
          ...first,
          subject: '${{ train.title }} is out',
          sendAt: '2030-03-26T09:00:00.000Z',
        },
        ...rest,
      ],
    };
    expect(timelineEntries(detail).map(({ title }) => title)).toContain(
      `${detail.title} is out`,
    );
  });

  it('holds windows whose time touches that of the train', () => {
    const detail = gateOpen().detail();
    const { manifest } = detail.train;
    const withWindow = (from: string, to: string) =>
      timelineEntries({
        ...detail,
        train: {
          ...detail.train,
          manifest: {
            ...manifest,
            spec: {
              ...manifest.spec,
              windows: [{ kind: 'deny', ranges: [{ from, to }] }],
            },
          },
        },
      }).filter(({ kind }) => kind === 'window');
    expect(
      withWindow('2030-03-27T00:00', '2030-03-28T00:00+01:00'),
    ).toMatchObject([{ window: 'deny', at: '2030-03-26T23:00:00.000Z' }]);
    expect(withWindow('2030-12-20T00:00', '2031-01-04T00:00')).toEqual([]);
  });
});
