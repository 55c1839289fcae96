import type { WaveStatus } from '@backstage-orchestrator/plugin-orchestrator-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  departing,
  soaking,
  gateOpen,
  halted,
  planned,
  readyToDepart,
  renderPage,
  trainApi,
} from '../../__testUtils__';
import { zonedTime } from '../../components/ZonedTime';
import type { TrainDetail } from '../../data';
import { trainPrimaryAction, type TrainPrimaryAction } from './primaryAction';
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
      api: trainApi(soaking()),
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
  const by = 'user:default/ana';
  const detail = gateOpen().detail();
  const pause = { by, reason: 'x', at: detail.now };
  const [first] = detail.train.waves;

  /** The example as it would stand with the first wave like this. */
  const withWave = (
    status: WaveStatus,
    change: Partial<TrainDetail['train']> = {},
  ): TrainDetail => {
    const story = departing().detail();
    const [wave, ...rest] = story.train.waves;
    return {
      ...story,
      train: {
        ...story.train,
        waves: [{ ...wave, status }, ...rest],
        ...change,
      },
    };
  };
  /** All waves wait, and the gate before the departure stands like this. */
  const before = (
    status: TrainDetail['board'][number]['status'],
    change: Partial<TrainDetail> = {},
  ): TrainDetail => ({
    ...detail,
    board: detail.board.map(gate => ({ ...gate, status })),
    ...change,
  });
  const gateOfWave = (status: TrainDetail['board'][number]['status']) => {
    const waiting = withWave('done');
    return {
      ...waiting,
      board: [
        ...waiting.board,
        { ...waiting.board[0], id: 'more', before: 'germany', status },
      ],
    };
  };
  const ending = (
    obstacles: string[],
    train: Partial<TrainDetail['train']> = {},
  ): TrainDetail => ({
    ...detail,
    phase: 'closing',
    train: { ...detail.train, ...train },
    obstacles: obstacles.map(message => ({ message })),
  });
  const unsent = (status: 'approved' | 'sending') => ({
    ...detail.train.communications[0],
    status,
  });
  const rollback = {
    by,
    reason: 'x',
    at: detail.now,
    waves: [first.id],
    layers: [],
    whole: true,
  };
  const incident = {
    id: 'i',
    title: 'Late',
    severity: 'sev2' as const,
    products: [],
    openedBy: by,
    openedAt: detail.now,
    cause: 'person' as const,
    notes: [],
  };

  it.each<[string, TrainDetail, TrainPrimaryAction]>([
    ['shows the plan before anything is open', before('waiting'), 'seePlan'],
    ['signs while a gate is open', detail, 'sign'],
    [
      'shows an open gate that nobody has to sign',
      {
        ...detail,
        train: {
          ...detail.train,
          manifest: {
            ...detail.train.manifest,
            spec: {
              ...detail.train.manifest.spec,
              gates: detail.train.manifest.spec.gates.map(gate => ({
                ...gate,
                signOffs: [],
              })),
            },
          },
        },
      },
      'seeGate',
    ],
    ['shows a gate that said no', before('noGo'), 'seeGate'],
    ['shows the plan while a date is awaited', before('go'), 'seePlan'],
    ['departs when nothing is open', readyToDepart().detail(), 'depart'],
    [
      'resumes a train that is paused',
      { ...detail, train: { ...detail.train, pause } },
      'resume',
    ],
    [
      'shows the waves while the first one is awaited',
      withWave('pending', { currentWave: undefined }),
      'seeWaves',
    ],
    ['halts while a wave is activated', departing().detail(), 'halt'],
    ['halts while a wave soaks', withWave('soaking'), 'halt'],
    ['halts while a wave is measured', withWave('analysing'), 'halt'],
    ['gives a verdict', withWave('awaitingVerdict'), 'giveVerdict'],
    ['resumes a wave that is halted', withWave('halted'), 'resumeWave'],
    [
      'resumes a wave that was rolled back',
      withWave('rolledBack'),
      'resumeWave',
    ],
    [
      'shows the waves while something is taken back',
      halted().detail(),
      'seeWaves',
    ],
    [
      'shows the waves while something is taken back in a pause',
      withWave('rollingBack', { pause, rollback }),
      'seeWaves',
    ],
    [
      'shows the waves while the next one is awaited',
      withWave('done'),
      'seeWaves',
    ],
    ['signs before the next wave', gateOfWave('open'), 'sign'],
    ['shows the gate before the next wave', gateOfWave('noGo'), 'seeGate'],
    [
      'shows the incidents that keep it from its end',
      ending(['x'], { incidents: [incident] }),
      'seeIncidents',
    ],
    ['shows the report while it is not whole', ending(['x']), 'seeReport'],
    [
      'shows the messages where only they keep it from its end',
      ending(['x', 'y'], {
        communications: [unsent('approved'), unsent('sending')],
      }),
      'seeCommunications',
    ],
    [
      'shows the report first where messages are not all',
      ending(['x', 'y'], { communications: [unsent('sending')] }),
      'seeReport',
    ],
    [
      'shows the waves while the whole train is taken back',
      ending([], { rollback }),
      'seeWaves',
    ],
    ['closes, even in a pause', ending([], { pause }), 'close'],
    [
      'shows the report of one that ended',
      { ...detail, phase: 'closed' },
      'seeReport',
    ],
  ])('%s', (_, shown, action) => {
    expect(trainPrimaryAction(shown)).toBe(action);
  });
});

describe('rollbackEffect', () => {
  it('takes all back in the reverse of the activation, and only what has started', () => {
    expect(rollbackEffect(soaking().detail(), 'wave', [])).toEqual({
      waves: ['Pilot customers'],
      products: ['shop', 'checkout', 'estimates', 'payments', 'card-vault'],
      coupled: [],
    });
    expect(rollbackEffect(gateOpen().detail(), 'train', [])).toEqual({
      waves: [],
      products: [],
      coupled: [],
    });
  });

  it('names those that were not asked for', () => {
    expect(rollbackEffect(soaking().detail(), 'train', ['checkout'])).toEqual({
      waves: ['Pilot customers'],
      products: ['shop', 'checkout'],
      coupled: ['shop'],
    });
  });
});
