import { parseManifest } from '@backstage-orchestrator/plugin-orchestrator-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  planned,
  renderPage,
  TRAIN_SOURCE,
  trainApi,
} from '../../__testUtils__';
import { trainExamples } from './examples';

describe('trainExamples', () => {
  it.each(trainExamples())('$id is a train without mistakes', ({ source }) => {
    expect(parseManifest(source, { kinds: ['Train'] })).toHaveProperty(
      'manifest',
    );
  });

  it('depart on a Tuesday that is ahead', () => {
    const [{ source }] = trainExamples(new Date('2026-02-27T12:00:00Z'));
    expect(source).toContain("departure: '2026-03-31T10:00'");
  });
});

describe('NewTrainPage', () => {
  it('shows what would follow, and plans it', async () => {
    const { api, address } = await renderPage('/new-train', {
      api: trainApi(planned()),
    });
    const preview = within(
      await screen.findByRole('region', { name: 'What would follow' }),
    );
    expect(await preview.findByText(/5 products depart/)).toBeInTheDocument();
    expect(
      preview.getByText(/Everything is merged \(deadline\)/),
    ).toBeInTheDocument();
    const button = screen.getByRole('button', { name: 'Plan the train' });
    await waitFor(() => expect(button).not.toHaveAttribute('aria-disabled'));
    await userEvent.click(button);
    await waitFor(() => expect(address()).toBe('/orchestrator/trains/train-1'));
    expect(api.createTrain.mock.calls[0][0].body).toEqual({
      manifest: trainExamples()[0].source,
      idempotencyKey: expect.any(String),
    });
  });

  it('foretells when the train would do what', async () => {
    const { api } = await renderPage('/new-train', {
      api: trainApi(planned()),
    });
    const forecast = within(
      await screen.findByRole('region', { name: 'Forecast' }),
    );
    expect(await forecast.findByText('All waves are done')).toBeInTheDocument();
    expect(
      forecast.getByText(/In 25 % of cases all is there/),
    ).toBeInTheDocument();
    expect(api.forecastTrain.mock.calls[0][0].body).toEqual({
      manifest: trainExamples()[0].source,
    });
  });

  it('says why nothing could be foretold, and waits for a plan', async () => {
    const { unmount } = await renderPage('/new-train', {
      api: trainApi(planned(), {
        forecastTrain: () => Promise.reject(new Error('Too far away')),
      }),
    });
    const region = () => screen.findByRole('region', { name: 'Forecast' });
    expect(
      (await within(await region()).findAllByText(/Too far away/))[0],
    ).toBeInTheDocument();
    unmount();
    const { api } = await renderPage('/new-train', {
      api: trainApi(planned(), {
        previewTrain: () => Promise.reject(new Error('No catalog')),
      }),
    });
    expect(
      await within(await region()).findByText(/as soon as it is known/),
    ).toBeInTheDocument();
    expect(api.forecastTrain).not.toHaveBeenCalled();
  });

  it('leads to the line of a mistake, and asks for no plan of it', async () => {
    const { api } = await renderPage('/new-train', {
      api: trainApi(planned()),
    });
    const editor = await screen.findByLabelText('Manifest as YAML');
    await userEvent.clear(editor);
    await userEvent.click(editor);
    await userEvent.paste(TRAIN_SOURCE.replace(': critical', ': fatal'));
    expect(
      await screen.findByRole('button', { name: /Line \d+: .*criticality/ }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Plan the train' }),
    ).toHaveAttribute('aria-disabled', 'true');
    expect(
      api.previewTrain.mock.calls.some(([{ body }]) =>
        String(body.manifest).includes('fatal'),
      ),
    ).toBe(false);
  });

  it('starts from an earlier train', async () => {
    await renderPage('/new-train?from=train-1', { api: trainApi(planned()) });
    expect(await screen.findByLabelText('Manifest as YAML')).toHaveValue(
      TRAIN_SOURCE,
    );
  });
});
