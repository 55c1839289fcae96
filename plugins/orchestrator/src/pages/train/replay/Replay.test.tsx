import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  anEvent,
  departing,
  pageOf,
  readyToDepart,
  renderPage,
  trainApi,
} from '../../../__testUtils__';
import { boardAt } from './boardAt';
import { replayAt } from './replayAt';

describe('replayAt', () => {
  it('folds to what the decisions made of it', () => {
    const story = departing();
    const { train, products, gates, unread } = replayAt(
      story.events,
      story.events.length,
    );
    expect(unread).toBe(0);
    expect(train).toEqual(story.state);
    expect(products).toEqual([...story.products.values()]);
    expect(gates).toEqual([...story.gates.values()]);
  });

  it('leaves out what it does not know, and nothing else', () => {
    const story = departing();
    const events = [
      ...story.events,
      anEvent(900, 'train.teleported', {}, { runId: 'train-1' }),
    ];
    const { train, unread } = replayAt(events, events.length);
    expect(unread).toBe(1);
    expect(train).toEqual(story.state);
    expect(replayAt([], 0)).toEqual({ products: [], gates: [], unread: 0 });
  });

  it('gives the board as it was', () => {
    const story = readyToDepart();
    const opened = story.events.findIndex(({ type }) => type === 'gate.opened');
    const then = replayAt(story.events, opened + 1);
    const [before] = boardAt(
      then.train!,
      then.products,
      then.gates,
      story.events[opened].occurredAt,
    );
    expect(before).toMatchObject({ status: 'open', complete: false });
    expect(story.detail().board[0]).toMatchObject({
      status: 'go',
      complete: true,
    });
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
