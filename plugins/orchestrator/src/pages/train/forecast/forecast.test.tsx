import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aTrainForecast,
  departing,
  gateOpen,
  renderPage,
  trainApi,
} from '../../../__testUtils__';

const openTimeline = async (
  overrides: Parameters<typeof trainApi>[1],
  story = gateOpen(),
) => {
  const api = trainApi(story, overrides);
  await renderPage('/trains/train-1/timeline', { api });
  const section = await screen.findByRole('region', { name: 'Forecast' });
  return { api, section: within(section) };
};

describe('the forecast of a train', () => {
  it('sets the likely departure beside the planned one, in the zone of the train', async () => {
    const { section } = await openTimeline({
      getTrainForecast: async () => ({ forecast: aTrainForecast() }),
    });
    const departure = (await section.findByText('Departure')).closest('li')!;
    expect(departure).toHaveTextContent(
      /planned Tue, Mar 26, 2030, 10:00 AM GMT\+1, likely Tue, Mar 26, 2030, 11:00 AM GMT\+1/,
    );
    expect(departure).toHaveTextContent(
      /nine of ten cases by Tue, Mar 26, 2030, 03:00 PM GMT\+1/,
    );
    expect(departure).toHaveTextContent('In 25 % of cases all is there');
    expect(
      screen.getByRole('link', { name: 'Likely (25 % on time):' }),
    ).toHaveAttribute('href', '/orchestrator/trains/train-1/timeline');
  });

  it('says when each wave comes, how likely it is halted, and what the time goes into', async () => {
    const { section } = await openTimeline({
      getTrainForecast: async () => ({
        forecast: aTrainForecast({
          assumes: ['Go or no-go is a NO-GO'],
        }),
      }),
    });
    const pilot = (await section.findByText(/^Pilot customers: from/)).closest(
      'li',
    )!;
    expect(pilot).toHaveTextContent('11:30 AM');
    expect(pilot).toHaveTextContent(
      'Waves like it are halted in 12 % of cases, and taken back in 6 %.',
    );
    expect(
      section.getByText(/^Everybody: from/).closest('li'),
    ).not.toHaveTextContent('halted');
    expect(
      section.getByText('All waves are done').closest('li'),
    ).toHaveTextContent('12:00 PM');
    expect(
      section.getByText('70 % signatures of Go or no-go'),
    ).toBeInTheDocument();
    expect(
      section.getByText('less than 1 % steps of the activation'),
    ).toBeInTheDocument();
    expect(section.getByText('Go or no-go is a NO-GO')).toBeInTheDocument();
    expect(
      section.getByText(/Measured so far: trains 4, gates 6, steps 30/),
    ).toBeInTheDocument();
  });

  it('says when the rest is done once it has departed', async () => {
    const { section } = await openTimeline(
      {
        getTrainForecast: async () => ({
          forecast: aTrainForecast({ departure: undefined, limits: [] }),
        }),
      },
      departing(),
    );
    expect(await section.findByText('All waves are done')).toBeInTheDocument();
    expect(section.queryByText('Departure')).not.toBeInTheDocument();
    expect(
      section.queryByText('What the time goes into'),
    ).not.toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Likely done:' }),
    ).toBeInTheDocument();
  });

  it('says that nothing is foretold', async () => {
    const { section } = await openTimeline({
      getTrainForecast: async () => ({}),
    });
    expect(await section.findByText(/Nothing is foretold/)).toBeInTheDocument();
    expect(screen.queryByText(/^Likely/)).not.toBeInTheDocument();
  });

  it('shows that it is on its way', async () => {
    const { section } = await openTimeline({
      getTrainForecast: () => new Promise(() => {}),
    });
    expect(section.getByRole('status', { name: 'Loading' })).toBeVisible();
  });

  it('is asked for again after a failure', async () => {
    const getTrainForecast = jest
      .fn()
      .mockRejectedValueOnce(new Error('The database is away'))
      .mockResolvedValue({ forecast: aTrainForecast() });
    const { section } = await openTimeline({ getTrainForecast });
    expect(
      (await section.findAllByText(/The database is away/))[0],
    ).toBeInTheDocument();
    await userEvent.click(section.getByRole('button', { name: /again/i }));
    expect(
      await section.findByText('All waves are done', undefined, {
        timeout: 3_000,
      }),
    ).toBeInTheDocument();
  });
});
