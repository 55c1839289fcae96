import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aFlag,
  aFlagDetail,
  aFlagEvent,
  fakeApi,
  pageOf,
  renderPage,
} from '../../__testUtils__';

const NOW = '2026-03-01T12:00:00.000Z';
const all = { regions: [], plans: [], customers: [], percent: 100 };

describe('FlagsPage', () => {
  it('lists flags with what they are now, and leads to each', async () => {
    const api = fakeApi({
      listFlags: async () =>
        pageOf([
          aFlag(),
          aFlag({ key: 'off', title: undefined, rules: 0 }),
          aFlag({ key: 'dead', title: 'Dead', status: 'killed' }),
          aFlag({
            key: 'resting',
            title: 'Resting',
            standing: {
              enabled: false,
              variant: 'off',
              next: { at: '2099-01-01T00:00:00Z', enabled: true },
            },
          }),
        ]),
    });
    await renderPage('/flags', { api });
    const table = within(await screen.findByRole('table', { name: 'Flags' }));
    expect(screen.getByText('4 flags')).toBeInTheDocument();
    const row = (name: RegExp) => within(table.getByRole('row', { name }));
    expect(
      row(/New checkout/).getByRole('link', { name: 'New checkout' }),
    ).toHaveAttribute('href', '/orchestrator/flags/new-checkout');
    expect(row(/New checkout/).getByText('on for some or all')).toBeVisible();
    expect(row(/^off/).getByText('off for all')).toBeVisible();
    expect(row(/Dead/).getByText('killed')).toBeVisible();
    expect(row(/Resting/).getByText('disabled')).toBeVisible();
    expect(row(/Resting/).getByText(/is enabled/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'Flags' })).toHaveAttribute(
      'aria-current',
      'page',
    );
  });

  it('filters by what is in the address', async () => {
    const api = fakeApi({ listFlags: async () => pageOf([]) });
    const { address } = await renderPage('/flags?status=killed&q=check', {
      api,
    });
    expect(
      await screen.findByText('Nothing matches these filters.'),
    ).toBeInTheDocument();
    expect(api.listFlags.mock.calls[0][0]).toMatchObject({
      query: { status: ['killed'], q: 'check' },
    });
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear the filters' }),
    );
    expect(address()).toBe('/orchestrator/flags');
    expect(await screen.findByText('There is no flag yet')).toBeInTheDocument();
  });

  it('loads more, and says what went wrong', async () => {
    const api = fakeApi({
      listFlags: async input =>
        (input?.query as { cursor?: string }).cursor
          ? { items: [aFlag({ key: 'b', title: 'B' })], totalItems: 2 }
          : { items: [aFlag()], totalItems: 2, nextCursor: 'x' },
    });
    const { unmount } = await renderPage('/flags', { api });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Show more' }),
    );
    expect(await screen.findByRole('link', { name: 'B' })).toBeInTheDocument();
    unmount();
    await renderPage('/flags', {
      api: fakeApi({
        listFlags: async () => {
          throw new Error('The database is away');
        },
      }),
    });
    expect(
      await screen.findByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
    expect(screen.getAllByText(/The database is away/)).not.toHaveLength(0);
  });
});

describe('FlagPage', () => {
  it('shows variants, rules, schedule and history', async () => {
    const flag = aFlagDetail({
      rules: [
        {
          segment: { ...all, customers: ['acme'] },
          variant: 'on',
          title: 'Pilots',
        },
        {
          segment: {
            regions: ['eu', 'uk'],
            plans: ['pro'],
            customers: [],
            percent: 10,
          },
          variant: 'on',
          source: { run: 'train-1', wave: 'one' },
        },
        { segment: all, variant: 'off' },
      ],
      schedules: [
        { at: '2099-01-01T00:00:00Z', enabled: false },
        { at: '2020-01-01T00:00:00Z', variant: 'on' },
      ],
      history: [
        aFlagEvent({
          position: 8,
          type: 'flag.turnedOn',
          data: {
            source: { run: 'train-1', wave: 'one' },
            segment: { ...all, percent: 10 },
            variant: 'on',
            by: 'system:orchestrator',
          },
          actor: { kind: 'system', ref: 'system:orchestrator' },
        }),
        aFlagEvent({
          position: 7,
          type: 'flag.turnedOff',
          data: { source: { run: 'train-1', wave: 'one' }, by: 'x' },
        }),
        aFlagEvent({ position: 6, type: 'flag.killed', data: { reason: 'E' } }),
        aFlagEvent({
          position: 5,
          type: 'flag.revived',
          data: { reason: 'F' },
        }),
        aFlagEvent({ position: 4, type: 'flag.scheduled' }),
        aFlagEvent({
          position: 3,
          type: 'flag.archived',
          data: { reason: 'G' },
        }),
        aFlagEvent({ position: 2, type: 'flag.updated' }),
        aFlagEvent({ position: 1, type: 'flag.created' }),
        aFlagEvent({ position: 0, type: 'flag.renamed' }),
      ],
    });
    await renderPage('/flags/new-checkout', {
      api: fakeApi({ getFlag: async () => flag }),
    });
    const rules = within(await screen.findByRole('table', { name: 'Rules' }));
    const cells = rules
      .getAllByRole('row')
      .slice(1)
      .map(row =>
        within(row)
          .getAllByRole('cell')
          .map(cell => cell.textContent),
      );
    expect(cells).toEqual([
      ['1', 'customer acme', 'on', 'Pilots'],
      [
        '2',
        'region eu, uk · plan pro · 10 % of them',
        'on',
        'wave one of train-1',
      ],
      ['3', 'everybody', 'off', 'people'],
      ['', 'everybody else', 'off', ''],
    ]);
    const schedule = within(screen.getByRole('table', { name: 'Schedule' }));
    expect(schedule.getByText(/the rest gets on/)).toHaveTextContent('(done)');
    expect(schedule.getByText('is disabled')).toBeInTheDocument();
    expect(
      within(screen.getByRole('table', { name: 'Variants' })).getByText(
        'off (off)',
      ),
    ).toBeInTheDocument();
    for (const sentence of [
      'Turned on on for everybody · 10 % of them, wave one of train-1',
      'Took the rule of wave one of train-1 away',
      'Killed it: E',
      'Revived it: F',
      'Set the schedule',
      'Archived it: G',
      'Changed the flag',
      'Made the flag',
      'flag.renamed',
    ]) {
      expect(screen.getByText(sentence)).toBeInTheDocument();
    }
  });

  it('says that nothing is there', async () => {
    await renderPage('/flags/new-checkout', {
      api: fakeApi({ getFlag: async () => aFlagDetail({ rules: [] }) }),
    });
    expect(
      await screen.findByText('No rules: everybody gets off.'),
    ).toBeInTheDocument();
    expect(screen.getByText('Nothing changes by itself.')).toBeInTheDocument();
  });

  it('answers who gets what while one types', async () => {
    const flag = aFlagDetail({
      rules: [
        { segment: { ...all, regions: ['eu'] }, variant: 'on' },
        { segment: { ...all, plans: ['pro'], percent: 50 }, variant: 'on' },
      ],
    });
    await renderPage('/flags/new-checkout', {
      api: fakeApi({ getFlag: async () => flag }),
    });
    const result = await screen.findByRole('status', { name: 'Result' });
    expect(result).toHaveTextContent('Gets off: false');
    expect(result).toHaveTextContent('No rule fits. (DEFAULT)');
    await userEvent.type(screen.getByLabelText('Plan'), 'pro');
    expect(result).toHaveTextContent('TARGETING_KEY_MISSING');
    await userEvent.type(screen.getByLabelText('Region'), 'eu');
    expect(result).toHaveTextContent('Gets on: true');
    expect(result).toHaveTextContent('A rule fits. (TARGETING_MATCH)');
    await userEvent.clear(screen.getByLabelText('Region'));
    await userEvent.clear(screen.getByLabelText('Plan'));
    expect(result).toHaveTextContent('Gets off: false');
  });

  it('kills with one click and a reason', async () => {
    const killed = {
      by: 'user:default/ben',
      reason: 'Errors rise',
      at: NOW,
    };
    const api = fakeApi({
      getFlag: async () => aFlagDetail(),
      killFlag: async () => aFlagDetail({ status: 'killed', killed }),
    });
    await renderPage('/flags/new-checkout', { api });
    await userEvent.click(await screen.findByRole('button', { name: 'Kill' }));
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Kill new-checkout?' }),
    );
    expect(
      dialog.getByText(/Everybody gets off within two seconds/),
    ).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Kill' }));
    expect(api.killFlag).not.toHaveBeenCalled();
    await userEvent.type(dialog.getByLabelText(/Reason/), 'Errors rise');
    await userEvent.click(dialog.getByRole('button', { name: 'Kill' }));
    await waitFor(() =>
      expect(api.killFlag.mock.calls[0][0]).toEqual({
        params: { flagKey: 'new-checkout' },
        body: { reason: 'Errors rise' },
      }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /Killed by ben.*: Errors rise/,
    );
    expect(
      await screen.findByRole('button', { name: 'Revive' }),
    ).toBeInTheDocument();
  });

  it('revives with a reason', async () => {
    const killed = { by: 'user:default/ben', reason: 'E', at: NOW };
    const api = fakeApi({
      getFlag: async () => aFlagDetail({ status: 'killed', killed }),
      reviveFlag: async () => aFlagDetail(),
    });
    await renderPage('/flags/new-checkout', { api });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Revive' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByLabelText(/Reason/), 'Fixed');
    await userEvent.click(dialog.getByRole('button', { name: 'Revive' }));
    await waitFor(() => expect(api.reviveFlag).toHaveBeenCalled());
    expect(
      await screen.findByRole('button', { name: 'Kill' }),
    ).toBeInTheDocument();
  });

  it('kills nothing that is archived', async () => {
    const archived = { by: 'user:default/ben', reason: 'Done', at: NOW };
    await renderPage('/flags/new-checkout', {
      api: fakeApi({
        getFlag: async () => aFlagDetail({ status: 'archived', archived }),
      }),
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(/Archived by/);
    const button = screen.getByRole('button', { name: /Kill|archived/ });
    expect(button).toHaveAttribute('aria-disabled', 'true');
  });
});
