import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  Replay,
  trainBoard,
  trainFold,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  anEvent,
  departing,
  pageOf,
  readyToDepart,
  renderPage,
  trainApi,
} from '../../../__testUtils__';

describe('the board of a replay', () => {
  it('is as it was', () => {
    const story = readyToDepart();
    const opened = story.events.findIndex(({ type }) => type === 'gate.opened');
    const replay = new Replay(
      trainFold(() => true),
      story.events,
    );
    const then = replay.at(opened + 1);
    const [before] = trainBoard(
      { ...then, train: then.train! },
      story.events[opened].occurredAt,
    );
    expect(before).toMatchObject({
      state: { status: 'open' },
      standing: { complete: false },
    });
    expect(story.detail().board[0]).toMatchObject({
      status: 'go',
      complete: true,
    });
    expect(replay.at(story.events.length).train).toEqual(story.state);
  });
});

describe('ReplayTab', () => {
  it('shows the train after any of its events, and keeps the moment in the address', async () => {
    const story = departing();
    const { address } = await renderPage('/trains/train-1/replay', {
      api: trainApi(story),
    });
    const slider = await screen.findByRole('slider', { name: 'Moment' });
    expect(slider).toHaveAttribute(
      'aria-valuenow',
      String(story.events.length),
    );
    expect(screen.getByText('Pilot customers: Activating')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'First event' }));
    expect(
      screen.getByText(/The train "Spring checkout" was planned/),
    ).toBeInTheDocument();
    expect(screen.getByText('Pilot customers: Waiting')).toBeInTheDocument();
    fireEvent.keyDown(slider, { key: 'ArrowRight' });
    expect(slider).toHaveAttribute('aria-valuenow', '2');
    await waitFor(() =>
      expect(address()).toBe('/orchestrator/trains/train-1/replay?event=2'),
    );
  });

  it('starts with the decision that the address asks for, and says where there is none', async () => {
    const story = departing();
    const place = story.events.findIndex(({ type }) => type === 'gate.decided');
    const { at } = story.detail().gateStates[0].decisions[0];
    const path = (then: string) =>
      `/trains/train-1/replay?gate=go-no-go&at=${then}`;
    const { unmount } = await renderPage(path(at), { api: trainApi(story) });
    expect(
      await screen.findByRole('slider', { name: 'Moment' }),
    ).toHaveAttribute('aria-valuenow', String(place + 1));
    unmount();
    const { address } = await renderPage(path('2030-01-01T00:00:00.000Z'), {
      api: trainApi(story),
    });
    expect(
      await screen.findByText(/This is the newest state, not the one of then/),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Newest event' }));
    expect(screen.queryByText(/not the one of then/)).not.toBeInTheDocument();
    await waitFor(() =>
      expect(address()).toBe('/orchestrator/trains/train-1/replay'),
    );
  });

  it('leaves out what it does not know, and says so', async () => {
    const story = departing();
    await renderPage('/trains/train-1/replay', {
      api: trainApi(story, {
        listEvents: async () =>
          pageOf([
            ...story.events,
            anEvent(900, 'train.teleported', {}, { runId: 'train-1' }),
          ]),
      }),
    });
    expect(
      await screen.findByText(/1 event is of a kind that this page does not/),
    ).toBeInTheDocument();
    expect(screen.getByText('Pilot customers: Activating')).toBeInTheDocument();
  });

  it('asks for all pages of events, oldest first', async () => {
    const story = readyToDepart();
    const half = Math.floor(story.events.length / 2);
    const { api } = await renderPage('/trains/train-1/replay?event=1', {
      api: trainApi(story, {
        listEvents: async ({ query = {} }) =>
          query.cursor
            ? pageOf(story.events.slice(half))
            : {
                items: story.events.slice(0, half),
                totalItems: story.events.length,
                nextCursor: 'next',
              },
      }),
    });
    const slider = await screen.findByRole('slider', { name: 'Moment' });
    expect(slider).toHaveAttribute(
      'aria-valuemax',
      String(story.events.length),
    );
    expect(api.listEvents.mock.calls[0][0].query).toMatchObject({
      order: 'asc',
      limit: 500,
    });
  });
});
