import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  departing,
  gateOpen,
  halted,
  planned,
  readyToDepart,
  renderPage,
  trainApi,
} from '../../__testUtils__';
import { zonedTime } from '../../components/ZonedTime';
import { trainPrimaryAction } from './primaryAction';
import { rollbackEffect } from './rollbackEffect';

describe('TrainPage', () => {
  it('shows the departure in the zone of the train, and says above all what is open', async () => {
    await renderPage('/trains/train-1', { api: trainApi(gateOpen()) });
    expect(
      await screen.findByRole('heading', { name: 'Spring checkout' }),
    ).toBeInTheDocument();
    const open = within(screen.getByRole('region', { name: 'What is open' }));
    expect(open.getByText('Go or no-go is undecided')).toBeInTheDocument();
    expect(open.getByText(/Ready to release is pending/)).toBeInTheDocument();
    await userEvent.click(open.getByRole('button', { name: /^\d+ more$/ }));
    expect(open.getAllByRole('listitem').length).toBeGreaterThan(8);
    expect(screen.getByRole('button', { name: 'Sign off' })).toHaveAttribute(
      'href',
      '/orchestrator/trains/train-1#gate-go-no-go',
    );
  });

  it('keeps the page short where a lot is in the way', async () => {
    const detail = gateOpen().detail();
    detail.obstacles = Array.from({ length: 140 }, (_, index) => ({
      code: 'asked',
      message: `Reason ${index + 1}`,
    }));
    await renderPage('/trains/train-1', {
      api: trainApi(gateOpen(), { getTrain: async () => detail }),
    });
    expect(await screen.findByText('Reason 5')).toBeInTheDocument();
    expect(screen.queryByText('Reason 6')).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '135 more' }));
    expect(screen.getByText('Reason 140')).toBeInTheDocument();
  });

  it('says that a train is in the archive or imported, and still shows its report and events', async () => {
    const story = departing();
    const history = {
      ...story.detail(),
      phase: 'closed' as const,
      archivedAt: '2030-07-01T12:00:00.000Z',
    };
    const { unmount } = await renderPage('/trains/train-1/report', {
      api: trainApi(story, { getTrain: async () => history }),
    });
    expect(
      await screen.findByText(/In the archive: it can be read/),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('heading', { name: 'Report of Spring checkout' }),
    ).toBeInTheDocument();
    unmount();
    await renderPage('/trains/train-1/events', {
      api: trainApi(story, {
        getTrain: async () => ({
          ...history,
          importedAt: '2030-07-01T12:00:00.000Z',
        }),
      }),
    });
    expect(
      await screen.findByText(/Imported from a file: it can be read/),
    ).toBeInTheDocument();
    expect(
      await screen.findByText('The train has departed.'),
    ).toBeInTheDocument();
  });

  it('exports the train as a file, after it has said what is in it', async () => {
    URL.createObjectURL = jest.fn(() => 'blob:x');
    URL.revokeObjectURL = jest.fn();
    const names: string[] = [];
    const click = jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function save(this: HTMLAnchorElement) {
        names.push(this.download);
      });
    const { api } = await renderPage('/trains/train-1', {
      api: trainApi(departing(), {
        exportRun: async () =>
          (async function* pieces() {
            yield new Uint8Array([1, 2]);
          })(),
      }),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'More actions' }),
    );
    await userEvent.click(
      await screen.findByRole('menuitem', { name: 'Export as a file' }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('Secrets in diffs and logs');
    expect(api.exportRun).not.toHaveBeenCalled();
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Export' }),
    );
    await waitFor(() => expect(names).toEqual(['train-1.jsonl.gz']));
    expect(api.exportRun).toHaveBeenCalledWith({
      params: { runId: 'train-1' },
    });
    click.mockRestore();
  });

  it('departs after it has said what that does', async () => {
    const { api } = await renderPage('/trains/train-1', {
      api: trainApi(readyToDepart()),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Depart' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      dialog.getByText(/wave Pilot customers, and activates 5 products/),
    ).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Depart' }));
    await waitFor(() =>
      expect(api.commandTrain).toHaveBeenCalledWith({
        params: { trainId: 'train-1' },
        body: { command: { type: 'depart' } },
      }),
    );
  });

  it('names what goes along before it rolls chosen products back', async () => {
    const { api } = await renderPage('/trains/train-1', {
      api: trainApi(departing()),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'More actions' }),
    );
    expect(
      screen.getByRole('menuitem', { name: /Cancel the train/ }),
    ).toHaveTextContent('A wave has started.');
    await userEvent.click(screen.getByRole('menuitem', { name: /Roll back/ }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/takes back 5 products/)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('checkbox', { name: 'payments' }));
    expect(
      dialog.getByText(
        'This takes back 3 products, in this order: shop, checkout, payments.',
      ),
    ).toBeInTheDocument();
    expect(
      dialog.getByText(/These go along.*shop, checkout/),
    ).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Roll back' }));
    expect(
      dialog.getByText('Say why: the owners will ask.'),
    ).toBeInTheDocument();
    await userEvent.type(dialog.getByLabelText(/Reason/), 'Errors');
    await userEvent.click(dialog.getByRole('button', { name: 'Roll back' }));
    await waitFor(() =>
      expect(api.commandTrain.mock.calls[0]?.[0].body.command).toEqual({
        type: 'rollback',
        reason: 'Errors',
        scope: 'wave',
        products: ['payments'],
      }),
    );
  });

  it('names people and groups in its open questions, not their references', async () => {
    await renderPage('/trains/train-1', { api: trainApi(gateOpen()) });
    const questions = await screen.findByRole('region', {
      name: 'What is open',
    });
    expect(questions).not.toHaveTextContent(/(group|user):default/);
    expect(questions).not.toHaveTextContent(/\d{4}-\d{2}-\d{2}T/);
    const more = within(questions).getAllByRole('button', { name: /more/ });
    await userEvent.click(more[more.length - 1]);
    expect(questions).toHaveTextContent(
      'Release managers waits for 2 more of team-payments, team-checkout',
    );
    expect(questions).not.toHaveTextContent(/(group|user):default/);
    expect(
      within(questions).getAllByRole('link', { name: 'team-checkout' })[0],
    ).toHaveAttribute('href', '/catalog/default/group/team-checkout');
  });

  it('says that there is no such tab, and why a train could not be loaded', async () => {
    const { unmount } = await renderPage('/trains/train-1/nothing', {
      api: trainApi(planned()),
    });
    expect(
      await screen.findByText('There is no such page'),
    ).toBeInTheDocument();
    unmount();
    await renderPage('/trains/train-9', {
      api: trainApi(planned(), {
        getTrain: () => Promise.reject(new Error('There is no train train-9')),
      }),
    });
    expect(
      (await screen.findAllByText(/There is no train train-9/))[0],
    ).toBeInTheDocument();
  });

  it('says obstacles and why an action is off on the clock of who reads it', async () => {
    const story = gateOpen();
    const detail = story.detail();
    const words = (time: string) => `The window opens at ${time}.`;
    const at = '2030-03-26T09:00:00.000Z';
    detail.obstacles = [{ ...detail.obstacles[0], message: words(at) }];
    detail.actions.pause = { allowed: false, reason: words(at) };
    await renderPage('/trains/train-1', {
      api: trainApi(story, { getTrain: async () => detail }),
    });
    const mine = words(zonedTime(at, undefined, 'en'));
    const open = within(
      await screen.findByRole('region', { name: 'What is open' }),
    );
    expect(open.getByText(mine, { exact: false })).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'More actions' }));
    expect(
      await screen.findByRole('menuitem', { name: /^Pause/ }),
    ).toHaveTextContent(mine);
  });
});

describe('trainPrimaryAction', () => {
  it.each([
    ['signs while a gate is open', gateOpen(), 'sign'],
    ['departs when nothing is open', readyToDepart(), 'depart'],
    ['halts while a wave is under way', departing(), 'halt'],
    ['shows the waves while something is taken back', halted(), 'seeWaves'],
    [
      'resumes a wave that is halted',
      departing().train({ type: 'halt', by: 'user:default/ana', reason: 'x' }),
      'resumeWave',
    ],
  ] as const)('%s', (_, story, action) => {
    expect(trainPrimaryAction(story.detail())).toBe(action);
  });

  it('resumes a train that is paused, and shows the report of one that ended', () => {
    const detail = gateOpen().detail();
    const pause = { by: 'user:default/ana', reason: 'x', at: detail.now };
    expect(
      trainPrimaryAction({ ...detail, train: { ...detail.train, pause } }),
    ).toBe('resume');
    expect(trainPrimaryAction({ ...detail, phase: 'closing' })).toBe('close');
    expect(trainPrimaryAction({ ...detail, phase: 'closed' })).toBe(
      'seeReport',
    );
  });
});

describe('rollbackEffect', () => {
  it('takes all back in the reverse of the activation, and only what has started', () => {
    const { state } = departing();
    expect(rollbackEffect(state, 'wave', [])).toEqual({
      waves: ['Pilot customers'],
      products: ['shop', 'checkout', 'estimates', 'payments', 'card-vault'],
      coupled: [],
    });
    expect(rollbackEffect(gateOpen().state, 'train', [])).toEqual({
      waves: [],
      products: [],
      coupled: [],
    });
  });

  it('names those that were not asked for', () => {
    expect(rollbackEffect(departing().state, 'train', ['checkout'])).toEqual({
      waves: ['Pilot customers'],
      products: ['shop', 'checkout'],
      coupled: ['shop'],
    });
  });
});
