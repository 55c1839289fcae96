import { screen, within } from '@testing-library/react';
import {
  departing,
  gateOpen,
  pageOf,
  renderPage,
  trainApi,
} from '../../__testUtils__';

const ALL = { totalItems: 9 };

/** An API with trains of the first phase that is asked for. */
const withTrains = (
  trains: Record<string, ReturnType<ReturnType<typeof gateOpen>['summary']>[]>,
  story = departing(),
) =>
  trainApi(story, {
    listRuns: async () => pageOf([]),
    listTrains: async ({ query = {} } = {}) => ({
      ...pageOf(trains[String([query.phase].flat()[0])] ?? []),
      ...ALL,
    }),
  });

describe('trains on the overview', () => {
  it('shows how far those under way are, and what stands in their way', async () => {
    const story = departing();
    const detail = story.detail();
    detail.obstacles = [
      { message: 'It opens soon', until: '2030-03-26T12:00:00.000Z' },
      { message: 'Something else' },
    ];
    const api = withTrains({
      departing: [{ ...story.summary(), paused: true, openIncidents: 1 }],
    });
    api.getTrain.mockResolvedValue(detail);
    await renderPage('', { api });
    const train = within(
      await screen.findByRole('article', { name: 'Spring checkout' }),
    );
    expect(
      train.getByRole('img', { name: '0 of 3 waves are done' }),
    ).toBeInTheDocument();
    expect(
      train.getByRole('link', { name: 'Pilot customers: Activating' }),
    ).toHaveAttribute('href', '/orchestrator/trains/train-1/waves');
    expect(await train.findByText(/It opens soon/)).toBeInTheDocument();
    expect(
      train.getByRole('link', { name: '1 more thing in the way' }),
    ).toHaveAttribute('href', '/orchestrator/trains/train-1');
    expect(train.getByText('Paused')).toBeInTheDocument();
    expect(
      train.getByRole('link', { name: '1 open incident' }),
    ).toBeInTheDocument();
    expect(
      screen.getAllByRole('link', { name: 'All 9 trains' })[0],
    ).toHaveAttribute(
      'href',
      '/orchestrator/trains?phase=departing&phase=closing',
    );
    expect(screen.getByRole('link', { name: 'New train' })).toHaveAttribute(
      'href',
      '/orchestrator/new-train',
    );
  });

  it('has those that ended with their outcome and their report', async () => {
    await renderPage('', {
      api: withTrains({
        closed: [
          {
            ...gateOpen().summary(),
            phase: 'closed',
            outcome: 'partlySucceeded',
          },
        ],
      }),
    });
    const ended = within(
      await screen.findByRole('region', { name: 'Finished lately' }),
    );
    expect(ended.getByText('Partly succeeded')).toBeInTheDocument();
    expect(
      ended.getByRole('link', { name: 'Spring checkout' }),
    ).toHaveAttribute('href', '/orchestrator/trains/train-1/report');
    expect(
      ended.getByRole('link', { name: 'All 9 trains that ended' }),
    ).toBeInTheDocument();
  });
});
