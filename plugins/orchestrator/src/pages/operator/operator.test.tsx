import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aDeadLetter,
  aTrainDeadLetter,
  aWorker,
  soaking,
  fakeApi,
  pageOf,
  planned,
  renderPage,
  someWork,
} from '../../__testUtils__';
import type { RunEventRecord } from '@backstage-orchestrator/plugin-orchestrator-common';
import { zonedTime } from '../../components/ZonedTime';

const NOW = '2026-03-01T12:00:00.000Z';
const EARLIER = '2026-03-01T11:00:00.000Z';

describe('OperatorPage', () => {
  it('says first that the engine is well', async () => {
    const work = someWork({ deadLetters: 0 });
    await renderPage('/operator', {
      api: fakeApi({ getWork: async () => work }),
    });
    expect(
      await screen.findByRole('region', { name: 'Is the engine well?' }),
    ).toHaveTextContent('The engine is well.');
  });

  it('says what is wrong, worst first, each reason leading to its rows', async () => {
    const work = someWork({
      workers: [aWorker({ state: 'silent', seenAt: EARLIER })],
      timers: { waiting: 2, due: 2, next: EARLIER, items: [] },
    });
    await renderPage('/operator', {
      api: fakeApi({ getWork: async () => work }),
    });
    const verdict = within(
      await screen.findByRole('region', { name: 'Is the engine well?' }),
    );
    expect(
      verdict.getByText('Work stands still until somebody acts.'),
    ).toBeInTheDocument();
    const reasons = verdict.getAllByRole('link');
    expect(reasons.map(link => link.textContent)).toEqual([
      'No replica works: 4 items are ready and nobody takes them.',
      '2 timers are overdue, the first since 1 hour ago.',
      'One replica has been silent since 1 hour ago.',
      '2 targets failed for good: retry, skip or roll them back.',
    ]);
    for (const link of reasons) {
      const id = link.getAttribute('href')?.slice(1) ?? '';
      expect(document.getElementById(id)).not.toBeNull();
    }
  });

  it('names what is wrong with the database', async () => {
    const work = someWork({
      at: NOW,
      deadLetters: 0,
      databaseTroubles: [
        { trouble: 'diskFull', since: EARLIER, seenAt: NOW, times: 7 },
        { trouble: 'busy', since: EARLIER, seenAt: NOW, times: 1 },
      ],
    });
    await renderPage('/operator', {
      api: fakeApi({ getWork: async () => work }),
    });
    const verdict = within(
      await screen.findByRole('region', { name: 'Is the engine well?' }),
    );
    expect(
      verdict.getAllByRole('listitem').map(item => item.textContent),
    ).toEqual([
      'The disk of the database is full: nothing could be written since 1 hour ago.',
      'The database did not answer in time, for the first time 1 hour ago.',
    ]);
    expect(
      verdict.getByText('Work stands still until somebody acts.'),
    ).toBeInTheDocument();
  });

  it('shows workers of all replicas, queues, the oldest, timers and outbox', async () => {
    const work = someWork({
      workers: [
        aWorker(),
        aWorker({ id: 'b', host: 'portal-2', slots: 0, lanes: [] }),
      ],
    });
    await renderPage('/operator', {
      api: fakeApi({ getWork: async () => work }),
    });
    const table = async (name: string) =>
      within(await screen.findByRole('table', { name }));
    const workers = await table('Workers');
    expect(workers.getByText('portal-1 (42)')).toBeInTheDocument();
    expect(workers.getByText('1 of 4')).toBeInTheDocument();
    expect(workers.getByText('pages only')).toBeInTheDocument();
    expect((await table('Queues')).getByText('git')).toBeInTheDocument();
    expect(
      (await table('Oldest waiting')).getByRole('link', { name: 'cart' }),
    ).toHaveAttribute(
      'href',
      '/orchestrator/sweeps/run-1/targets/component.default.cart',
    );
    expect(
      (await table('Oldest waiting')).getByText(
        /^a free worker, after 3 other items: about/,
      ),
    ).toBeInTheDocument();
    expect(
      (await table('Timers')).getByText('end of a soak'),
    ).toBeInTheDocument();
    expect((await table('Outbox')).getByText('events')).toBeInTheDocument();
    expect(
      within(screen.getByRole('group', { name: 'Open approvals' })).getByRole(
        'link',
        { name: '5' },
      ),
    ).toHaveAttribute('href', '/orchestrator/inbox');
  });

  it('shows how many items of a queue may be worked on, and what trains wait for, with links to the trains', async () => {
    const lane = someWork().lanes[0];
    const of = {
      trainId: 'spring-1',
      trainTitle: 'Spring',
      since: EARLIER,
    };
    const place = {
      product: { id: 'shop', title: 'Shop' },
      wave: { id: 'pilot', title: 'Pilot' },
    };
    const timer = { runId: 'spring-1', dueAt: NOW };
    const work = someWork({
      lanes: [lane, { ...lane, lane: 'train', maxConcurrent: undefined }],
      oldestOfTrains: [
        {
          ...of,
          ...place,
          kind: 'step',
          id: 'on',
          title: 'Turn it on',
          direction: 'activate',
          turn: { waitsFor: 'slot', ahead: 1 },
        },
        {
          ...of,
          ...place,
          kind: 'step',
          id: 'off',
          title: 'Turn it off',
          direction: 'rollback',
          turn: { waitsFor: 'resume' },
        },
        { ...of, kind: 'message', id: 'news', title: 'News of spring' },
      ],
      timers: {
        waiting: 3,
        due: 0,
        next: NOW,
        items: [
          { ...timer, id: 'a', runKind: 'Train', kind: 'train' },
          { ...timer, id: 'b', runId: 'r', runKind: 'Sweep', kind: 'window' },
          { ...timer, id: 'c', runId: 's', runKind: 'Sweep', kind: 'other' },
        ],
      },
    });
    await renderPage('/operator', {
      api: fakeApi({ getWork: async () => work }),
    });
    const rowsOf = async (name: string) =>
      within(await screen.findByRole('table', { name }))
        .getAllByRole('row')
        .slice(1)
        .map(row =>
          within(row)
            .getAllByRole('cell')
            .map(cell => cell.textContent),
        );
    expect((await rowsOf('Queues')).map(cells => cells[4])).toEqual([
      '8',
      'as many as there are workers',
    ]);
    const oldest = await rowsOf('Oldest waiting');
    expect(oldest.map(([what, , , , turn]) => [what, turn])).toEqual([
      [
        'Turn it on of Shop, Pilot',
        'a free worker, after 1 other item (nothing was taken lately, so nobody can tell when)',
      ],
      [
        'Turn it off of Shop, Pilot, rolling back',
        'the train is paused, or its wave halted',
      ],
      ['News of spring, a message', ''],
      ['cart', expect.stringContaining('after 3 other items')],
    ]);
    expect(
      screen.getByRole('link', { name: 'Turn it on of Shop, Pilot' }),
    ).toHaveAttribute('href', '/orchestrator/trains/spring-1/waves');
    expect(
      screen.getByRole('link', { name: 'News of spring, a message' }),
    ).toHaveAttribute('href', '/orchestrator/trains/spring-1/communications');
    expect((await rowsOf('Timers')).map(([what]) => what)).toEqual([
      'next date of a train',
      'opening of a window',
      'other',
    ]);
    expect(
      within(screen.getByRole('table', { name: 'Timers' }))
        .getAllByRole('link')
        .map(link => link.getAttribute('href')),
    ).toEqual([
      '/orchestrator/trains/spring-1',
      '/orchestrator/sweeps/r',
      '/orchestrator/sweeps/s',
    ]);
  });

  it('shows what each rate limit has left, when there is room again, and why a host sleeps', async () => {
    await renderPage('/operator', {
      api: fakeApi({
        getPacing: async () => ({
          at: NOW,
          limits: [
            {
              scope: 'host',
              key: 'github',
              max: 80,
              per: '1m',
              used: 80,
              left: 0,
              freeAt: new Date(Date.now() + 125 * 60_000).toISOString(),
              waiting: 12,
              lastTurn: new Date(Date.now() + 185 * 60_000).toISOString(),
            },
            {
              scope: 'owner',
              key: 'group:default/team-x',
              runId: 'run-1',
              max: 5,
              per: '1h',
              used: 0,
              left: 5,
              waiting: 0,
            },
            {
              scope: 'owner',
              key: '',
              max: 1,
              per: '1d',
              used: 0,
              left: 1,
              waiting: 0,
            },
          ],
          hosts: [
            {
              host: 'github',
              sleepsUntil: new Date(Date.now() + 65 * 60_000).toISOString(),
              reason: 'secondary limit',
              writing: 7,
              concurrency: 100,
              waiting: 12,
            },
            {
              host: 'github.example.com',
              sleepsUntil: new Date(Date.now() + 65 * 60_000).toISOString(),
              reason: `429: it takes no more requests until ${NOW}`,
              writing: 0,
              waiting: 1,
            },
            { host: 'local', writing: 1, waiting: 0 },
          ],
        }),
      }),
    });
    const rowsOf = async (name: string) =>
      within(await screen.findByRole('table', { name }))
        .getAllByRole('row')
        .slice(1)
        .map(row =>
          within(row)
            .getAllByRole('cell')
            .map(cell => cell.textContent),
        );
    expect(await rowsOf('Rate limits')).toEqual([
      [
        '80 requests per 1m',
        'to github',
        'configuration',
        '0 of 80',
        'in 2 hours',
        '12',
        'in 3 hours',
      ],
      [
        '5 requests per 1h',
        'to modules and products of team-x',
        'run-1',
        '5 of 5',
        'now',
        '0',
        '',
      ],
      [
        '1 request per 1d',
        'to modules and products without an owner',
        'configuration',
        '1 of 1',
        'now',
        '0',
        '',
      ],
    ]);
    expect(await rowsOf('Code hosts')).toEqual([
      ['github', 'asleep: secondary limit (in 1 hour)', '7 of 100', '12', ''],
      [
        'github.example.com',
        `asleep: 429: it takes no more requests until ${zonedTime(
          NOW,
          undefined,
          'en',
        )} (in 1 hour)`,
        '0',
        '1',
        '',
      ],
      ['local', 'awake', '1', '0', ''],
    ]);
    expect(
      within(screen.getByRole('table', { name: 'Rate limits' })).getByRole(
        'link',
      ),
    ).toHaveAttribute('href', '/orchestrator/sweeps/run-1');
  });

  it('says that no worker has reported', async () => {
    const work = someWork({
      workers: [],
      lanes: [],
      oldest: [],
      deadLetters: 0,
      outbox: { waiting: 0, topics: [], givenUp: 0 },
      timers: { waiting: 0, due: 0, items: [] },
    });
    await renderPage('/operator', {
      api: fakeApi({ getWork: async () => work }),
    });
    expect(
      await screen.findByText(/No worker has reported/),
    ).toBeInTheDocument();
    for (const sentence of [
      'Every queue is empty.',
      'No target, step or message is in a queue.',
      'No timer is set.',
      'No rate limit is set.',
      'Nothing waits to be told to the outside.',
      'No target of a sweep failed for good.',
    ]) {
      expect(await screen.findByText(sentence)).toBeInTheDocument();
    }
  });
});

describe('the dead letters of the operator page', () => {
  const letters = [
    aDeadLetter(1),
    aDeadLetter(2),
    aDeadLetter(3, { runId: 'run-2' }),
  ];
  const groups = [
    { class: 'permanent' as const, code: 'gateFailed', total: 3 },
  ];
  const listDeadLetters = async () => ({ ...pageOf(letters), groups });

  it('have their history one click away', async () => {
    await renderPage('/operator', { api: fakeApi({ listDeadLetters }) });
    const [history] = await screen.findAllByRole('button', {
      name: 'History: one try',
    });
    await userEvent.click(history);
    expect(
      screen.getByText(/Opening the change, attempt 1: failed/),
    ).toBeInTheDocument();
  });

  it('are retried together over several sweeps, and refusals are told', async () => {
    const api = fakeApi({
      listDeadLetters,
      commandDeadLetters: async () => ({
        runs: [
          { runId: 'run-1', outcome: 'done', targets: [], refused: [] },
          {
            runId: 'run-2',
            outcome: 'refused',
            targets: ['x'],
            refused: [{ targetId: 'x', reason: 'x is merged' }],
          },
        ],
      }),
    });
    await renderPage('/operator', { api });
    await userEvent.click(
      await screen.findByLabelText('Select all that are shown'),
    );
    await userEvent.click(screen.getByText('Retry 3'));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText('Try 3 targets again?')).toBeInTheDocument();
    expect(dialog.getByText(/They belong to 2 sweeps/)).toBeInTheDocument();
    await userEvent.type(dialog.getByRole('textbox'), 'Back');
    await userEvent.click(dialog.getByText('Retry 3'));
    expect(await screen.findByText('Done in one sweep:')).toBeInTheDocument();
    expect(screen.getByText('x is merged')).toBeInTheDocument();
    // What was refused stays chosen.
    expect(screen.getByLabelText('Select service-0003')).toBeChecked();
    expect(screen.getByLabelText('Select service-0001')).not.toBeChecked();
    expect(api.commandDeadLetters).toHaveBeenCalledWith({
      body: {
        action: 'retry',
        reason: 'Back',
        targets: letters.map(({ target }) => ({
          runId: target.runId,
          targetId: target.id,
        })),
      },
    });
  });

  it('are not touched without a reason', async () => {
    const api = fakeApi({ listDeadLetters });
    await renderPage('/operator', { api });
    await userEvent.click(await screen.findByLabelText('Select service-0001'));
    await userEvent.click(screen.getByText('Skip 1'));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByText('Skip 1'));
    expect(
      dialog.getByText('Say why: the owners will ask.'),
    ).toBeInTheDocument();
    expect(api.commandDeadLetters).not.toHaveBeenCalled();
  });

  it('are chosen one by one for a rollback', async () => {
    const api = fakeApi({ listDeadLetters });
    api.commandDeadLetters.mockResolvedValue({ runs: [] });
    await renderPage('/operator', { api });
    await userEvent.click(await screen.findByLabelText('Select service-0002'));
    await userEvent.click(screen.getByText('Roll back 1'));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByRole('textbox'), 'Broken');
    await userEvent.click(dialog.getByText('Roll back 1'));
    await waitFor(() =>
      expect(api.commandDeadLetters).toHaveBeenCalledWith({
        body: expect.objectContaining({
          action: 'rollback',
          targets: [
            { runId: 'run-1', targetId: 'component.default.service-0002' },
          ],
        }),
      }),
    );
  });

  it('are filtered by the address', async () => {
    const api = fakeApi({ listDeadLetters });
    const { address } = await renderPage(
      '/operator?code=gateFailed&owner=group:default/payments',
      { api },
    );
    await waitFor(() =>
      expect(api.listDeadLetters).toHaveBeenCalledWith(
        {
          query: expect.objectContaining({
            code: ['gateFailed'],
            owner: ['group:default/payments'],
          }),
        },
        expect.anything(),
      ),
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear the filters' }),
    );
    await waitFor(() => expect(address()).toBe('/orchestrator/operator'));
  });

  it('are said to be old when the refresh fails, as the rest is', async () => {
    const api = fakeApi();
    api.getWork
      .mockResolvedValueOnce(someWork({ at: NOW }))
      .mockRejectedValue(new Error('The database can’t be reached'));
    await renderPage('/operator', { api });
    await screen.findByRole('region', { name: 'Dead letters' });
    await userEvent.click(screen.getByRole('button', { name: 'Refresh now' }));
    expect(await screen.findByText(/Out of date since/)).toBeInTheDocument();
  });
});

describe('the dead letters of trains on the operator page', () => {
  const listTrainDeadLetters = async () => ({
    items: [
      aTrainDeadLetter(),
      aTrainDeadLetter({
        kind: 'message',
        id: 'news',
        title: 'News of spring',
        failure: {
          class: 'permanent',
          code: 'unknown',
          message: 'A worker fell silent',
        },
        product: undefined,
        wave: undefined,
        direction: undefined,
        rollback: undefined,
      }),
    ],
    totalItems: 2,
  });
  const answer = async () => planned().detail();
  const named = (id: string, title: string) => ({
    product: { id, title, owner: 'group:default/team-shop' },
  });

  async function show(changed: Parameters<typeof fakeApi>[0] = {}) {
    const api = fakeApi({
      listTrainDeadLetters,
      commandProduct: answer,
      commandTrain: answer,
      ...changed,
    });
    await renderPage('/operator', { api });
    const list = await screen.findByRole('list', {
      name: 'Dead letters of trains',
    });
    return { api, list: within(list) };
  }

  it('say what failed and why, with every try, and lead to its place', async () => {
    const { list } = await show({
      getWork: async () => someWork({ trainDeadLetters: 2 }),
    });
    expect(
      screen.getByText('2 steps and messages of trains failed for good'),
    ).toBeInTheDocument();
    expect(list.getByRole('link', { name: 'Deploy it' })).toHaveAttribute(
      'href',
      '/orchestrator/trains/spring-1/waves',
    );
    expect(list.getByRole('link', { name: 'News of spring' })).toHaveAttribute(
      'href',
      '/orchestrator/trains/spring-1/communications',
    );
    expect(list.getByText(/of Shop, Pilot,/)).toBeInTheDocument();
    const [history] = list.getAllByRole('button', { name: 'History: 2 tries' });
    await userEvent.click(history);
    expect(list.getAllByText(/The deploy answered 500/)).toHaveLength(3);
    expect(
      within(screen.getByRole('group', { name: 'Dead letters' })).getByRole(
        'link',
        { name: '4' },
      ),
    ).toBeInTheDocument();
  });

  it('have all that happened to them in their history', async () => {
    const at = '2026-03-01T10:00:00.000Z';
    const event = (position: number, type: string, data: object) => ({
      position,
      stream: 'product/spring-1/shop',
      version: position,
      runId: 'spring-1',
      type,
      schemaVersion: 1,
      data: {
        wave: 'pilot',
        step: 'deploy',
        ...data,
      } as RunEventRecord['data'],
      actor: { kind: 'system' as const, ref: 'system:worker' },
      occurredAt: at,
      requestId: 'r',
      links: [],
    });
    const news = (position: number, id: string) => ({
      ...event(position, 'communication.sending', { id, workId: 'w' }),
      stream: 'run/spring-1',
    });
    const events = [
      event(1, 'activation.started', { step: undefined, steps: [{}, {}] }),
      event(2, 'step.started', { step: 'prepare' }),
      event(3, 'step.started', {}),
      { ...event(4, 'step.started', {}), stream: 'product/spring-1/vault' },
      event(5, 'step.started', { wave: 'all' }),
      event(6, 'step.retried', { by: 'user:default/ana' }),
      news(7, 'news'),
      news(8, 'other'),
    ];
    const { api, list } = await show({
      listEvents: async ({ query }) =>
        pageOf(
          events.filter(({ type }) =>
            (query?.type as string[] | undefined)?.includes(type),
          ),
        ),
    });
    for (const history of list.getAllByRole('button', { name: /^History/ })) {
      await userEvent.click(history);
    }
    expect(api.listEvents).not.toHaveBeenCalled();
    await userEvent.click(
      list.getByRole('button', { name: 'All that happened to this step' }),
    );
    expect(await list.findAllByText(/step deploy/)).toHaveLength(2);
    expect(list.getByText(/2 steps/)).toBeInTheDocument();
    expect(list.queryByText(/vault|prepare/)).not.toBeInTheDocument();
    await userEvent.click(
      list.getByRole('button', { name: 'All that happened to this message' }),
    );
    expect(await list.findByText(/news/)).toBeInTheDocument();
    expect(list.queryByText(/other/)).not.toBeInTheDocument();
  });

  it('say so where what happened to them can not be read', async () => {
    const { list } = await show({
      listEvents: async () => {
        throw new Error('The database can’t be reached');
      },
    });
    await userEvent.click(list.getAllByRole('button', { name: /^History/ })[0]);
    await userEvent.click(
      list.getByRole('button', { name: 'All that happened to this step' }),
    );
    expect(
      await list.findAllByText(/The database can’t be reached/),
    ).not.toHaveLength(0);
  });

  describe('when many are chosen', () => {
    const refused = { detail: 'Shop is rolledBack', status: 409 };
    const steps = [
      aTrainDeadLetter(named('shop', 'Shop')),
      aTrainDeadLetter(named('card-vault', 'Card vault')),
      aTrainDeadLetter({
        ...named('kiosk', 'Kiosk'),
        trainId: 'autumn-1',
        trainTitle: 'Autumn',
      }),
    ];
    const message = aTrainDeadLetter({
      kind: 'message',
      id: 'news',
      title: 'News of spring',
      failure: { class: 'permanent', code: 'unknown', message: 'Silence' },
      product: undefined,
      wave: undefined,
      direction: undefined,
      rollback: undefined,
    });

    async function choose(
      letters: ReturnType<typeof aTrainDeadLetter>[],
      changed: Parameters<typeof fakeApi>[0] = {},
    ) {
      const shown = await show({
        listTrainDeadLetters: async () => ({
          items: letters,
          totalItems: letters.length,
        }),
        ...changed,
      });
      await userEvent.click(
        screen.getByLabelText('Select all of trains that are shown'),
      );
      const bar = within(
        screen.getByRole('toolbar', {
          name: 'What to do with the selected dead letters of trains',
        }),
      );
      const ask = async (button: string) => {
        await userEvent.click(bar.getByRole('button', { name: button }));
        return within(await screen.findByRole('dialog'));
      };
      return { ...shown, bar, ask };
    }

    it('are tried again one by one, what is refused says why and stays chosen', async () => {
      const { api, ask } = await choose([...steps, message], {
        commandProduct: async ({ params }) => {
          if (params.productId === 'shop') {
            throw new Error(JSON.stringify(refused));
          }
          return planned().detail();
        },
      });
      const dialog = await ask('Try 4 again');
      for (const words of [
        '3 steps are tried again at once.',
        'One message goes out to all of its readers.',
        /some of their readers may get them twice: News of spring, a message of Spring\./,
        /They are: Deploy it of Shop, Pilot, in Spring; /,
      ]) {
        expect(dialog.getByText(words)).toBeInTheDocument();
      }
      await userEvent.type(dialog.getByRole('textbox'), 'It is back');
      await userEvent.click(
        dialog.getByRole('button', { name: 'Try 4 again' }),
      );
      expect(await screen.findByText('Done for 3:')).toBeInTheDocument();
      expect(
        screen.getByText('One was refused, and nothing was done there:'),
      ).toBeInTheDocument();
      const results = within(screen.getByText('Done for 3:').closest('div')!);
      expect(
        results.getByText(/Shop is rolledBack/).closest('li'),
      ).toHaveTextContent('Deploy it of Shop, Pilot, in Spring: Shop is');
      expect(
        screen.getByLabelText('Select Deploy it of Shop, Pilot, in Spring'),
      ).toBeChecked();
      expect(
        screen.getByLabelText('Select Deploy it of Kiosk, Pilot, in Autumn'),
      ).not.toBeChecked();
      expect(
        api.commandProduct.mock.calls.map(([{ params, body }]) => [
          params.trainId,
          params.productId,
          body.command,
        ]),
      ).toEqual([
        ['spring-1', 'shop', { type: 'retryStep', wave: 'pilot' }],
        ['spring-1', 'card-vault', { type: 'retryStep', wave: 'pilot' }],
        ['autumn-1', 'kiosk', { type: 'retryStep', wave: 'pilot' }],
      ]);
      expect(api.commandTrain).toHaveBeenCalledWith({
        params: { trainId: 'spring-1' },
        body: {
          command: {
            type: 'retryCommunication',
            id: 'news',
            reason: 'It is back',
          },
        },
      });
      expect(api.listTrainDeadLetters.mock.calls.length).toBeGreaterThan(1);
    });

    it('are tried again without a reason where they are steps', async () => {
      const { ask } = await choose([steps[0]]);
      const dialog = await ask('Try 1 again');
      expect(dialog.queryByRole('textbox')).not.toBeInTheDocument();
      await userEvent.click(
        dialog.getByRole('button', { name: 'Try 1 again' }),
      );
      expect(await screen.findByText('Done for one:')).toBeInTheDocument();
    });

    it('are settled with one note, which is asked for, and messages are not', async () => {
      const { api, ask } = await choose([steps[0], steps[2], message]);
      const dialog = await ask('Settle 2 by hand');
      await userEvent.click(
        dialog.getByRole('button', { name: 'Settle 2 by hand' }),
      );
      expect(api.commandProduct).not.toHaveBeenCalled();
      await userEvent.type(dialog.getByRole('textbox'), 'Did it by hand');
      await userEvent.click(
        dialog.getByRole('button', { name: 'Settle 2 by hand' }),
      );
      await waitFor(() => expect(api.commandProduct).toHaveBeenCalledTimes(2));
      expect(api.commandProduct).toHaveBeenCalledWith({
        params: { trainId: 'autumn-1', productId: 'kiosk' },
        body: {
          command: {
            type: 'settleStep',
            wave: 'pilot',
            note: 'Did it by hand',
          },
        },
      });
      // It was chosen, and nothing was asked of it.
      expect(
        await screen.findByLabelText(
          'Select News of spring, a message of Spring',
        ),
      ).toBeChecked();
    });

    it('are left out where they are messages', async () => {
      const { api, bar, ask } = await choose([message]);
      expect(
        bar.getAllByRole('button').map(({ textContent }) => textContent),
      ).toEqual(['Try 1 again', 'Leave 1 out', 'Select none']);
      const dialog = await ask('Leave 1 out');
      expect(
        dialog.getByText('Readers of one message get nothing.'),
      ).toBeInTheDocument();
      await userEvent.type(dialog.getByRole('textbox'), 'Too late');
      await userEvent.click(
        dialog.getByRole('button', { name: 'Leave 1 out' }),
      );
      await waitFor(() =>
        expect(api.commandTrain).toHaveBeenCalledWith({
          params: { trainId: 'spring-1' },
          body: {
            command: {
              type: 'cancelCommunication',
              id: 'news',
              reason: 'Too late',
            },
          },
        }),
      );
    });

    it('are rolled back by one command for each train, after the dialog has said what goes along', async () => {
      const wide = aTrainDeadLetter({
        ...named('payments', 'Payments'),
        trainId: 'autumn-1',
        trainTitle: 'Autumn',
        rollback: { scope: 'train', waves: [], products: [] },
      });
      const undoing = aTrainDeadLetter({
        ...named('estimates', 'Estimates'),
        direction: 'rollback',
        rollback: undefined,
      });
      const { api, ask } = await choose([...steps, wide, undoing], {
        getTrain: async () => soaking().detail(),
        commandTrain: async ({ params }) => {
          if (params.trainId === 'autumn-1') {
            throw new Error(JSON.stringify(refused));
          }
          return planned().detail();
        },
      });
      const dialog = await ask('Roll back 4');
      expect(dialog.getByText(/^Spring takes back/)).toHaveTextContent(
        'Spring takes back 3 products, in this order: shop, checkout, card-vault.',
      );
      expect(dialog.getByText(/^In Spring these go along/)).toHaveTextContent(
        /to them: checkout\.$/,
      );
      expect(dialog.getByText(/^Waves of Autumn/)).toBeInTheDocument();
      await userEvent.type(dialog.getByRole('textbox'), 'Broken');
      await userEvent.click(
        dialog.getByRole('button', { name: 'Roll back 4' }),
      );
      expect(await screen.findByText('Done for 2:')).toBeInTheDocument();
      expect(
        screen.getByText('2 were refused, and nothing was done there:'),
      ).toBeInTheDocument();
      expect(
        api.commandTrain.mock.calls.map(([{ params, body }]) => [
          params.trainId,
          body.command,
        ]),
      ).toEqual([
        [
          'spring-1',
          {
            type: 'rollback',
            scope: 'wave',
            products: ['shop', 'card-vault'],
            reason: 'Broken',
          },
        ],
        [
          'autumn-1',
          {
            type: 'rollback',
            scope: 'train',
            products: ['kiosk', 'payments'],
            reason: 'Broken',
          },
        ],
      ]);
    });

    it('of trains with one title are told apart', async () => {
      const { ask } = await choose(
        [steps[0], { ...steps[0], trainId: 'spring-2' }],
        { getTrain: async () => soaking().detail() },
      );
      const dialog = await ask('Roll back 2');
      expect(
        dialog.getByText(/^Spring \(spring-2\) takes back 2 products/),
      ).toBeInTheDocument();
    });

    it('ask nothing where the train can not be read', async () => {
      const { api, bar } = await choose([steps[0]], {
        getTrain: async () => {
          throw new Error('There is no train spring-1');
        },
      });
      await userEvent.click(bar.getByRole('button', { name: 'Roll back 1' }));
      await waitFor(() => expect(api.getTrain).toHaveBeenCalled());
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
      expect(api.commandTrain).not.toHaveBeenCalled();
    });

    it('leave those out that somebody may not see to, and say why where there are no others', async () => {
      const mayOperate = {
        allowed: false,
        reason: 'The permission is missing',
      };
      const { bar } = await choose([
        { ...steps[0], mayOperate },
        { ...message, mayOperate },
        steps[1],
      ]);
      expect(
        bar.getByRole('button', { name: 'Try 1 again' }),
      ).not.toHaveAttribute('aria-disabled');
      const leaveOut = bar.getByRole('button', { name: 'Leave 0 out' });
      expect(leaveOut).toHaveAttribute('aria-disabled', 'true');
      expect(leaveOut).toHaveAttribute('title', 'The permission is missing');
      await userEvent.click(screen.getByText('Select none'));
      expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
    });

    it('keep what came of them on the page when the list is empty', async () => {
      const listed = jest
        .fn()
        .mockResolvedValueOnce({ items: [steps[0]], totalItems: 1 })
        .mockResolvedValue({ items: [], totalItems: 0 });
      const { ask } = await choose([], { listTrainDeadLetters: listed });
      const dialog = await ask('Try 1 again');
      await userEvent.click(
        dialog.getByRole('button', { name: 'Try 1 again' }),
      );
      await waitFor(() =>
        expect(
          screen.queryByRole('list', { name: 'Dead letters of trains' }),
        ).not.toBeInTheDocument(),
      );
      expect(screen.getByText('Done for one:')).toBeInTheDocument();
    });
  });

  it('are retried at once', async () => {
    const { api, list } = await show();
    await userEvent.click(
      list.getByRole('button', { name: 'Try Deploy it of Shop again' }),
    );
    await waitFor(() =>
      expect(api.commandProduct).toHaveBeenCalledWith({
        params: { trainId: 'spring-1', productId: 'shop' },
        body: { command: { type: 'retryStep', wave: 'pilot' } },
      }),
    );
    await waitFor(() =>
      expect(api.listTrainDeadLetters.mock.calls.length).toBeGreaterThan(1),
    );
  });

  it('are rolled back with a reason, after the dialog has named what comes along', async () => {
    const { api, list } = await show();
    await userEvent.click(
      list.getByRole('button', { name: 'Roll back Shop because of Deploy it' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/Shop, Vault/)).toBeInTheDocument();
    await userEvent.type(dialog.getByRole('textbox'), 'Broken');
    await userEvent.click(dialog.getByRole('button', { name: 'Roll back' }));
    await waitFor(() =>
      expect(api.commandTrain).toHaveBeenCalledWith({
        params: { trainId: 'spring-1' },
        body: {
          command: {
            type: 'rollback',
            scope: 'wave',
            products: ['shop'],
            reason: 'Broken',
          },
        },
      }),
    );
  });

  it('warn before a message goes out that may have gone out', async () => {
    const { api, list } = await show();
    await userEvent.click(
      list.getByRole('button', { name: 'Send News of spring again' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      dialog.getByText(/Nobody knows whether it went out/),
    ).toBeInTheDocument();
    await userEvent.type(dialog.getByRole('textbox'), 'Asked them');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Send it again' }),
    );
    await waitFor(() =>
      expect(api.commandTrain).toHaveBeenCalledWith({
        params: { trainId: 'spring-1' },
        body: {
          command: {
            type: 'retryCommunication',
            id: 'news',
            reason: 'Asked them',
          },
        },
      }),
    );
  });

  it('say why somebody may not see to them', async () => {
    const mayOperate = { allowed: false, reason: 'The permission is missing' };
    const { list } = await show({
      listTrainDeadLetters: async () => ({
        items: [aTrainDeadLetter({ mayOperate })],
        totalItems: 1,
      }),
    });
    for (const button of list.getAllByRole('button', { name: /Deploy it/ })) {
      expect(button).toHaveAttribute('aria-disabled', 'true');
    }
  });
});

describe('the messages that were given up, on the operator page', () => {
  const event = {
    id: '7',
    topic: 'webhook/audit',
    runId: 'run-1',
    runKind: 'Sweep' as const,
    position: 42,
    type: 'run.finished',
    attempts: 12,
    writtenAt: EARLIER,
    givenUpAt: NOW,
  };
  const items = [
    event,
    { ...event, id: '8', runId: 'spring-1', runKind: 'Train' as const },
    {
      ...event,
      id: '9',
      topic: 'notices',
      runKind: undefined,
      position: undefined,
      type: undefined,
      title: 'Node.js 22 has failed',
    },
  ];

  async function show(totalItems = items.length) {
    const api = fakeApi({
      listGivenUp: async () => ({ items, totalItems }),
    });
    api.sendGivenUpAgain.mockResolvedValue({ count: 1 });
    api.dropGivenUp.mockResolvedValue({ count: 3 });
    await renderPage('/operator', { api });
    const table = within(
      await screen.findByRole('table', { name: 'Given up' }),
    );
    return { api, table };
  }

  async function confirm(label: string) {
    await userEvent.click(screen.getByText(label));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByRole('textbox'), 'It is back');
    await userEvent.click(dialog.getByText(label));
  }

  it('say what was not taken, and lead to its run', async () => {
    const { table } = await show();
    expect(
      screen.getByText(
        '3 messages were not taken in time, and are not tried any more.',
      ),
    ).toBeInTheDocument();
    expect(table.getAllByText('run.finished, event 42')).toHaveLength(2);
    expect(
      table.getAllByRole('link').map(link => link.getAttribute('href')),
    ).toEqual(['/orchestrator/sweeps/run-1', '/orchestrator/trains/spring-1']);
  });

  it('are sent again one by one', async () => {
    const { api } = await show();
    await userEvent.click(
      screen.getByLabelText('Select Node.js 22 has failed'),
    );
    await confirm('Send 1 again');
    await waitFor(() =>
      expect(api.sendGivenUpAgain).toHaveBeenCalledWith({
        body: { ids: ['9'], reason: 'It is back' },
      }),
    );
  });

  it('are dropped together', async () => {
    const { api } = await show();
    await userEvent.click(
      screen.getByLabelText('Select all messages that are shown'),
    );
    expect(screen.queryByText(/^Send all for/)).not.toBeInTheDocument();
    await confirm('Drop 3');
    await waitFor(() =>
      expect(api.dropGivenUp).toHaveBeenCalledWith({
        body: { ids: ['7', '8', '9'], reason: 'It is back' },
      }),
    );
  });

  it('are sent again by topic where more of them are there than are shown', async () => {
    const { api } = await show(5000);
    expect(screen.getByText(/the newest 3 are shown/)).toBeInTheDocument();
    await userEvent.click(
      screen.getByLabelText('Select all messages that are shown'),
    );
    await confirm('Send all for webhook/audit again');
    await waitFor(() =>
      expect(api.sendGivenUpAgain).toHaveBeenCalledWith({
        body: { topic: 'webhook/audit', reason: 'It is back' },
      }),
    );
  });

  it('can be asked for again when they could not be loaded', async () => {
    await renderPage('/operator', {
      api: fakeApi({
        listGivenUp: async () => {
          throw new Error('The outbox can’t be read');
        },
      }),
    });
    expect(
      await screen.findAllByText(/The outbox can’t be read/),
    ).not.toHaveLength(0);
  });
});
