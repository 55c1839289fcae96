import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { GATE_DECISIONS_KEPT } from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  anEvent,
  gateOpen,
  pageOf,
  readyToDepart,
  renderPage,
  trainApi,
  type TrainStory,
} from '../../../__testUtils__';
import type { TrainDetail } from '../../../data';

const CELL = 'cell=card-vault%2Fgo-no-go%2Freadiness';

describe('BoardTab', () => {
  it('is a table with a row for each product and for the train, whose cells say where they stand', async () => {
    await renderPage('/trains/train-1', { api: trainApi(gateOpen()) });
    const table = within(
      await screen.findByRole('grid', { name: 'Go or no-go' }),
    );
    expect(
      table.getByRole('columnheader', { name: 'Ready to release' }),
    ).toBeInTheDocument();
    expect(
      table.getAllByRole('rowheader').map(head => head.textContent),
    ).toEqual([
      expect.stringContaining('The train as a whole'),
      expect.stringContaining('card-vault'),
      expect.stringContaining('payments'),
      expect.stringContaining('checkout'),
      expect.stringContaining('shop'),
      expect.stringContaining('estimates'),
    ]);
    expect(
      table.getByRole('link', {
        name: 'card-vault, Ready to release: Pending, stands in the way',
      }),
    ).toHaveAttribute('href', `/orchestrator/trains/train-1?${CELL}`);
  });

  it('has one stop for the Tab key, from which the arrow keys move', async () => {
    await renderPage('/trains/train-1', { api: trainApi(gateOpen()) });
    const table = await screen.findByRole('grid');
    const stops = () => table.querySelectorAll<HTMLElement>('[tabindex="0"]');
    expect(stops()).toHaveLength(1);
    stops()[0].focus();
    await userEvent.keyboard('{ArrowDown}{ArrowRight}');
    expect(document.activeElement).toHaveAccessibleName(
      'card-vault, Risks and checks are cleared: Pending, stands in the way',
    );
    await userEvent.keyboard('{End}');
    expect(document.activeElement).toHaveTextContent('Not asked');
    await userEvent.keyboard('{Home}{ArrowUp}{ArrowUp}{ArrowLeft}');
    expect(stops()).toHaveLength(1);
    expect(document.activeElement!.closest('td')).toHaveAttribute(
      'data-row',
      '0',
    );
  });

  it('opens a cell in a panel with its own address', async () => {
    const { address } = await renderPage('/trains/train-1', {
      api: trainApi(gateOpen()),
    });
    await userEvent.click(
      await screen.findByRole('link', { name: /card-vault, Ready to release/ }),
    );
    expect(address()).toBe(`/orchestrator/trains/train-1?${CELL}`);
    const panel = within(
      await screen.findByRole('dialog', { name: 'Evidence of a criterion' }),
    );
    expect(
      panel.getByRole('heading', { name: 'Ready to release' }),
    ).toBeInTheDocument();
    await userEvent.click(panel.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(address()).toBe('/orchestrator/trains/train-1'));
  });
});

/** The gate has said no, for a reason, with a waiver and a verdict beside it. */
function decidedNoGo(story: TrainStory): TrainDetail {
  const detail = story.detail();
  const at = '2030-03-26T08:58:00.000Z';
  const [gate] = detail.gateStates;
  return {
    ...detail,
    gateStates: [
      {
        ...gate,
        status: 'noGo',
        decisions: [
          {
            outcome: 'noGo',
            cause: 'rejected',
            at,
            by: ['user:default/pia'],
            reason: 'Not yet',
            planRevision: 1,
            evidenceDigest: 'sha256:1',
            signOffs: [],
            rests: [
              {
                part: 'payments',
                version: 3,
                digest: 'sha256:2',
                counts: { fail: 1 },
                blocking: [
                  {
                    criterion: 'readiness',
                    title: 'Ready to release',
                    status: 'fail',
                    summary: 'Notes are missing',
                  },
                ],
                waivers: [
                  {
                    criterion: 'dashboards',
                    by: 'user:default/pia',
                    reason: 'No time',
                    at,
                    expiresAt: '2030-03-27T00:00:00.000Z',
                  },
                ],
                measured: [
                  {
                    criterion: 'error-rate',
                    title: 'Errors in staging',
                    at,
                    figures: [
                      {
                        name: 'errors',
                        status: 'Failed',
                        value: 0.25,
                        asked: 'passes when result < 0.01',
                        samples: {
                          successful: 2,
                          failed: 1,
                          inconclusive: 0,
                          error: 0,
                        },
                      },
                    ],
                  },
                  {
                    criterion: 'quality',
                    title: 'Quality',
                    at,
                    score: 66.66,
                    figures: [
                      {
                        name: 'p95',
                        status: 'warning',
                        message: 'no answer',
                        earned: 0.5,
                        weight: 1,
                      },
                    ],
                  },
                ],
                verdicts: [
                  {
                    criterion: 'error-rate',
                    by: 'user:default/quinn',
                    status: 'pass',
                    reason: 'Noise',
                    at,
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
  };
}

describe('GatePanel', () => {
  it('takes the focus when the address names it', async () => {
    await renderPage('/trains/train-1#gate-go-no-go', {
      api: trainApi(gateOpen()),
    });
    expect(
      await screen.findByRole('region', { name: 'Go or no-go' }),
    ).toHaveFocus();
  });

  it('signs for what the page shows, and answers clearly when that is old', async () => {
    const story = gateOpen();
    const { digest } = story.detail().board[0];
    const { api } = await renderPage('/trains/train-1', {
      api: trainApi(story, {
        commandGate: () =>
          Promise.reject(
            Object.assign(new Error('x'), {
              body: { detail: 'The evidence is another one.', status: 409 },
            }),
          ),
      }),
    });
    const gate = within(
      await screen.findByRole('region', { name: 'Go or no-go' }),
    );
    expect(gate.getByText(/waits for 2 more of/)).toBeInTheDocument();
    await userEvent.click(gate.getByRole('button', { name: 'Sign' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByLabelText('Comment'), 'Fine');
    await userEvent.click(dialog.getByRole('button', { name: 'Sign' }));
    expect(
      await dialog.findByText(
        /The evidence is another one. What you read has changed/,
      ),
    ).toBeInTheDocument();
    expect(api.commandGate).toHaveBeenCalledWith({
      params: { trainId: 'train-1', gateId: 'go-no-go' },
      body: {
        command: {
          type: 'sign',
          decision: 'approved',
          comment: 'Fine',
          evidenceDigest: digest,
        },
      },
    });
    await waitFor(() =>
      expect(api.getTrain.mock.calls.length).toBeGreaterThan(1),
    );
  });

  it('needs a comment to sign against it, and says why somebody may not sign', async () => {
    const story = gateOpen();
    const { unmount, api } = await renderPage('/trains/train-1', {
      api: trainApi(story),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Sign against it' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(
      dialog.getByRole('button', { name: 'Sign against it' }),
    );
    expect(
      dialog.getByText('Say why: the others will ask.'),
    ).toBeInTheDocument();
    expect(api.commandGate).not.toHaveBeenCalled();
    unmount();

    const detail = story.detail();
    await renderPage('/trains/train-1', {
      api: trainApi(story, {
        getTrain: async () => ({
          ...detail,
          board: detail.board.map(gate => ({
            ...gate,
            sign: { allowed: false, reason: 'You started the train.' },
          })),
        }),
      }),
    });
    expect(
      (await screen.findAllByText('You started the train.'))[0],
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Sign' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
  });

  it('says what stood in the way of a NO-GO, verdicts, waivers with their end, and leads to that moment', async () => {
    const story = gateOpen();
    const { address } = await renderPage('/trains/train-1', {
      api: trainApi(story, {
        getTrain: async () => decidedNoGo(story),
        listEvents: async () =>
          pageOf([
            ...story.events,
            anEvent(
              900,
              'gate.decided',
              decidedNoGo(story).gateStates[0].decisions[0],
              { stream: 'gate/train-1/go-no-go', runId: 'train-1' },
            ),
            anEvent(
              901,
              'train.paused',
              { by: 'user:default/ana', reason: 'Wait' },
              { stream: 'run/train-1', runId: 'train-1' },
            ),
          ]),
      }),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: '1 decision' }),
    );
    expect(
      screen.getByText(/payments, Ready to release: Fail\./),
    ).toHaveTextContent('Notes are missing');
    await userEvent.click(
      screen.getByRole('button', { name: 'What it rested on' }),
    );
    const row = within(screen.getByRole('table', { name: 'What it rested on' }))
      .getByText('payments')
      .closest('tr')!;
    expect(row).toHaveTextContent(/dashboards: \S*pia, No time, until/);
    expect(row).toHaveTextContent(/error-rate: Pass, \S*quinn, Noise/);
    const figures = (criterion: string) =>
      screen.getByRole('table', {
        name: `What was measured: payments, ${criterion}`,
      });
    expect(figures('Errors in staging')).toHaveTextContent(
      'errors0.25passes when result < 0.01Failed2 good, 1 bad, 0 inconclusive, 0 without an answer',
    );
    expect(figures('Quality')).toHaveTextContent(
      'p95no answerwarning0.5 of 1Score, of 10066.7',
    );
    await userEvent.click(
      screen.getByRole('link', { name: 'See the train as it was then' }),
    );
    const slider = await screen.findByRole('slider', { name: 'Moment' });
    expect(slider).toHaveAttribute(
      'aria-valuenow',
      String(story.events.length + 1),
    );
    fireEvent.keyDown(slider, { key: 'ArrowLeft' });
    await waitFor(() =>
      expect(address()).toBe(
        `/orchestrator/trains/train-1/replay?event=${story.events.length}`,
      ),
    );
  });

  describe('of a gate that has been decided more often than its state tells', () => {
    const place = { stream: 'gate/train-1/go-no-go', runId: 'train-1' };
    const [newest] = decidedNoGo(gateOpen()).gateStates[0].decisions;
    const decided = (minute: number) => ({
      ...newest,
      at: `2030-03-26T08:${String(minute).padStart(2, '0')}:00.000Z`,
      reason: `Decision of minute ${minute}`,
    });
    const log = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => decided(to - index));

    async function openEarlier(listEvents: jest.Mock) {
      const story = gateOpen();
      const detail = decidedNoGo(story);
      await renderPage('/trains/train-1', {
        api: trainApi(story, {
          listEvents,
          getTrain: async () => ({
            ...detail,
            gateStates: [
              {
                ...detail.gateStates[0],
                decisions: log(31, 30 + GATE_DECISIONS_KEPT).reverse(),
              },
            ],
          }),
        }),
      });
      await userEvent.click(
        await screen.findByRole('button', { name: 'The latest 20 decisions' }),
      );
      await userEvent.click(
        screen.getByRole('button', { name: 'Show earlier decisions' }),
      );
    }

    it('shows the earlier ones page by page, with what they rested on', async () => {
      const pages = [log(30, 50), log(29, 29)].map((decisions, page) =>
        decisions.map((decision, index) =>
          anEvent(900 - page * 100 - index, 'gate.decided', decision, place),
        ),
      );
      const other = anEvent(100, 'gate.decided', decided(10), {
        ...place,
        stream: 'gate/train-1/another',
      });
      const listEvents = jest.fn(
        async ({ query }: { query: { cursor?: string } }) =>
          query.cursor === undefined
            ? { items: pages[0], totalItems: 23, nextCursor: 'older' }
            : { items: [...pages[1], other], totalItems: 23 },
      );
      await openEarlier(listEvents);
      await screen.findByText(/Decision of minute 30/);
      expect(screen.getAllByText(/Decision of minute 31/)).toHaveLength(1);
      await userEvent.click(
        screen.getByRole('button', { name: 'Show older events' }),
      );
      await screen.findByText(/Decision of minute 29/);
      expect(
        screen.queryByText(/Decision of minute 10/),
      ).not.toBeInTheDocument();
      expect(
        screen.getAllByRole('button', { name: 'What it rested on' }),
      ).toHaveLength(GATE_DECISIONS_KEPT + 2);
      expect(listEvents.mock.calls.at(-1)![0].query).toMatchObject({
        type: ['gate.decided'],
        order: 'desc',
      });
    });

    it('says where there are none', async () => {
      await openEarlier(jest.fn(async () => ({ items: [], totalItems: 0 })));
      expect(
        await screen.findByText('There are no earlier ones.'),
      ).toBeInTheDocument();
    });

    it('says where they can not be loaded', async () => {
      await openEarlier(
        jest.fn(async () => {
          throw new Error('The log does not answer');
        }),
      );
      expect(await screen.findAllByText('The log does not answer')).not.toEqual(
        [],
      );
    });
  });

  it('shows what a decision rested on, and marks signatures that are stale', async () => {
    const story = readyToDepart();
    await renderPage('/trains/train-1', { api: trainApi(story) });
    await userEvent.click(
      await screen.findByRole('button', { name: '1 decision' }),
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'What it rested on' }),
    );
    const table = within(
      screen.getByRole('table', { name: 'What it rested on' }),
    );
    expect(table.getByText('checkout')).toBeInTheDocument();
    expect(table.getByText('The train as a whole')).toBeInTheDocument();
  });

  it('marks signatures as stale once the evidence is another one', async () => {
    const story = gateOpen()
      .sign('go-no-go', 'user:default/pia', 'group:default/team-payments')
      .answer('shop', 'go-no-go', 'on-call');
    await renderPage('/trains/train-1', { api: trainApi(story) });
    expect(
      await screen.findByText(/Stale: what was signed has changed/),
    ).toBeInTheDocument();
  });

  it('opens a NO-GO again, with a reason', async () => {
    const story = gateOpen();
    story.gate('go-no-go', {
      type: 'sign',
      decision: 'rejected',
      comment: 'Not today',
      evidenceDigest: story.detail().board[0].digest,
      by: 'user:default/quinn',
      ownershipRefs: ['group:default/team-checkout'],
    });
    const { api } = await renderPage('/trains/train-1', {
      api: trainApi(story),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Open it again' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByLabelText(/Reason/), 'Fixed');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Open it again' }),
    );
    await waitFor(() =>
      expect(api.commandGate.mock.calls[0]?.[0].body.command).toEqual({
        type: 'reopen',
        reason: 'Fixed',
      }),
    );
  });
});
