import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aTrainForecast,
  departing,
  soaking,
  gateOpen,
  renderPage,
  TRAIN_SOURCE,
  trainApi,
} from '../../__testUtils__';

const commandsOf = (api: ReturnType<typeof trainApi>) =>
  api.commandTrain.mock.calls.map(([input]) => input.body.command);

const dialog = async () => within(await screen.findByRole('dialog'));

describe('IncidentsTab', () => {
  it('opens an incident with its severity, wave and products', async () => {
    const { api } = await renderPage('/trains/train-1/incidents', {
      api: trainApi(departing()),
    });
    expect(await screen.findByText('No incident so far')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Open an incident' }),
    );
    const form = await dialog();
    await userEvent.type(form.getByLabelText(/What is wrong/), 'Errors');
    await userEvent.selectOptions(form.getByLabelText('Severity'), 'sev1');
    await userEvent.click(form.getByRole('checkbox', { name: 'checkout' }));
    await userEvent.click(form.getByLabelText('Pause the train with it'));
    await userEvent.click(
      form.getByRole('button', { name: 'Open an incident' }),
    );
    await waitFor(() =>
      expect(commandsOf(api)).toEqual([
        {
          type: 'openIncident',
          title: 'Errors',
          severity: 'sev1',
          wave: 'pilot',
          products: ['checkout'],
          pause: true,
        },
      ]),
    );
  });

  it('takes notes, and resolves with how', async () => {
    const story = departing().train({
      type: 'openIncident',
      id: 'incident-1',
      title: 'Errors at the checkout',
      severity: 'sev2',
      wave: 'pilot',
      products: ['checkout'],
      by: 'user:default/pia',
      pause: false,
    });
    const { api } = await renderPage('/trains/train-1/incidents', {
      api: trainApi(story),
    });
    const incident = within(
      await screen.findByRole('region', { name: 'Errors at the checkout' }),
    );
    expect(
      incident.getByRole('link', { name: 'Pilot customers' }),
    ).toHaveAttribute('href', '/orchestrator/trains/train-1/waves#wave-pilot');
    await userEvent.click(
      incident.getByRole('button', { name: /^Add a note/ }),
    );
    let form = await dialog();
    await userEvent.type(form.getByLabelText(/Note/), 'Looking');
    await userEvent.click(form.getByRole('button', { name: 'Add a note' }));
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    await userEvent.click(incident.getByRole('button', { name: /^Resolve/ }));
    form = await dialog();
    await userEvent.type(form.getByLabelText(/Resolution/), 'Fixed');
    await userEvent.click(form.getByRole('button', { name: 'Resolve' }));
    await waitFor(() =>
      expect(commandsOf(api)).toEqual([
        { type: 'noteIncident', id: 'incident-1', text: 'Looking' },
        { type: 'resolveIncident', id: 'incident-1', resolution: 'Fixed' },
      ]),
    );
  });
});

describe('an incident', () => {
  const withIncident = (wave?: string) =>
    soaking().train({
      type: 'openIncident',
      id: 'incident-1',
      title: 'Errors at the checkout',
      severity: 'sev2',
      wave,
      products: ['checkout'],
      by: 'user:default/pia',
      pause: false,
    });

  it('pauses the train, with its title as the reason', async () => {
    const { api } = await renderPage('/trains/train-1/incidents', {
      api: trainApi(withIncident('pilot')),
    });
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Pause for Errors at the checkout',
      }),
    );
    const form = await dialog();
    await userEvent.click(form.getByRole('button', { name: 'Pause' }));
    await waitFor(() =>
      expect(commandsOf(api)).toEqual([
        { type: 'pause', reason: 'Errors at the checkout' },
      ]),
    );
  });

  it.each([
    ['its wave', 'pilot', 'wave'],
    ['the train, where another wave is under way', 'germany', 'train'],
  ])(
    'takes its products back from %s, with all that goes along',
    async (_, wave, scope) => {
      const { api } = await renderPage('/trains/train-1/incidents', {
        api: trainApi(withIncident(wave)),
      });
      await userEvent.click(
        await screen.findByRole('button', {
          name: 'Roll back for Errors at the checkout',
        }),
      );
      const form = await dialog();
      expect(form.getByRole('checkbox', { name: 'checkout' })).toBeChecked();
      expect(form.getByText(/These go along.*shop/)).toBeInTheDocument();
      await userEvent.click(form.getByRole('button', { name: 'Roll back' }));
      await waitFor(() =>
        expect(commandsOf(api)).toEqual([
          {
            type: 'rollback',
            reason: 'Errors at the checkout',
            scope,
            products: ['checkout'],
          },
        ]),
      );
    },
  );

  it('says why the train can not be paused from it', async () => {
    const story = withIncident('pilot');
    const detail = story.detail();
    detail.actions.pause = { allowed: false, reason: 'It is paused.' };
    await renderPage('/trains/train-1/incidents', {
      api: trainApi(story, { getTrain: async () => detail }),
    });
    expect(
      await screen.findByRole('button', { name: /^Pause for/ }),
    ).toHaveAttribute('title', 'It is paused.');
  });
});

describe('CommunicationsTab', () => {
  it('says when the wave is expected to be done that a message waits for', async () => {
    const story = gateOpen();
    const forecast = aTrainForecast();
    const [, all] = forecast.waves;
    await renderPage('/trains/train-1/communications', {
      api: trainApi(story, {
        getTrainForecast: async () => ({
          forecast: { ...forecast, waves: [{ ...all, id: 'germany' }] },
        }),
      }),
    });
    expect(
      await screen.findByText(/goes out when Germany is done, expected about/),
    ).toBeInTheDocument();
  });

  it('says of a message that is being sent that no worker has it yet', async () => {
    const story = gateOpen();
    const detail = story.detail();
    const [first, ...others] = detail.train.communications;
    await renderPage('/trains/train-1/communications', {
      api: trainApi(story, {
        getTrain: async () => ({
          ...detail,
          train: {
            ...detail.train,
            communications: [
              { ...first, status: 'sending', workId: 'w' },
              ...others,
            ],
          },
          turns: { w: { waitsFor: 'slot', ahead: 0 } },
        }),
      }),
    });
    expect(
      await screen.findByText(/^waits for a free worker, as the next one/),
    ).toBeInTheDocument();
  });

  it('approves the words that are shown, and edits them', async () => {
    const story = gateOpen();
    const { api } = await renderPage('/trains/train-1/communications', {
      api: trainApi(story),
    });
    const customers = within(
      await screen.findByRole('article', {
        name: 'Pay in instalments from today',
      }),
    );
    expect(customers.getByText(/Status page: public/)).toBeInTheDocument();
    expect(
      customers.getByText(
        `${story.state.title}: from today on you can pay in instalments, in the shop and in the seller portal.`,
      ),
    ).toBeInTheDocument();
    await userEvent.click(customers.getByRole('button', { name: /^Approve/ }));
    const form = await dialog();
    expect(
      form.getByText('It goes out once, to 1 recipient.'),
    ).toBeInTheDocument();
    await userEvent.click(form.getByRole('button', { name: 'Approve' }));
    const [{ digest }] = story.state.communications;
    await waitFor(() =>
      expect(commandsOf(api)).toEqual([
        { type: 'approveCommunication', id: 'customers-before', digest },
      ]),
    );
    expect(
      screen.getByText(/goes out when Germany is done/),
    ).toBeInTheDocument();
  });

  it('shows the notes in a message, and has them approved with it', async () => {
    const story = gateOpen()
      .train({
        type: 'editCommunication',
        id: 'customers-before',
        by: 'user:default/ana',
        subject: 'What is new',
        body: 'Soon:\n\n${{ notesOf.checkout }}',
      })
      .product('checkout', {
        type: 'editNotes',
        by: 'user:default/ana',
        edits: [],
        added: [
          {
            kind: 'feature',
            text: 'Pay in <three> parts',
            breaking: false,
            segments: ['customers'],
          },
        ],
      });
    const { api } = await renderPage('/trains/train-1/communications', {
      api: trainApi(story),
    });
    const customers = within(
      await screen.findByRole('article', { name: 'What is new' }),
    );
    expect(
      await customers.findByRole('heading', { name: 'Features' }),
    ).toBeInTheDocument();
    expect(customers.getByText('Pay in <three> parts')).toBeInTheDocument();
    await userEvent.click(customers.getByRole('button', { name: /^Approve/ }));
    await userEvent.click(
      (await dialog()).getByRole('button', { name: 'Approve' }),
    );
    const [{ digest, notes }] = story.state.communications;
    expect(notes).toBeDefined();
    await waitFor(() =>
      expect(commandsOf(api)).toEqual([
        { type: 'approveCommunication', id: 'customers-before', digest },
      ]),
    );
  });

  it('says why somebody may not approve a message', async () => {
    const story = gateOpen();
    const detail = story.detail();
    detail.messages = detail.messages.map(({ id }) => ({
      id,
      approve: { allowed: false, reason: 'Marketing approves this.' },
    }));
    await renderPage('/trains/train-1/communications', {
      api: trainApi(story, { getTrain: async () => detail }),
    });
    const [approve] = await screen.findAllByRole('button', {
      name: /^Approve/,
    });
    expect(approve).toHaveAttribute('aria-disabled', 'true');
    expect(approve).toHaveAttribute('title', 'Marketing approves this.');
  });

  it('warns before a message is sent again of which nobody knows whether it went out', async () => {
    const story = gateOpen()
      .train({
        type: 'approveCommunication',
        id: 'customers-before',
        by: 'user:default/pia',
        ownershipRefs: ['group:default/team-checkout'],
        digest: gateOpen().state.communications[0].digest,
      })
      .at('2030-03-26T08:59:40.000Z')
      .train({ type: 'startSending', id: 'customers-before', workId: 'w-1' })
      .train({
        type: 'reportSending',
        id: 'customers-before',
        workId: 'w-1',
        outcome: 'unknown',
        message: 'No answer',
      });
    const { api } = await renderPage('/trains/train-1/communications', {
      api: trainApi(story),
    });
    expect(
      await screen.findByText('Nobody knows whether it went out: No answer'),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: /^Send Pay in instalments/ }),
    );
    const form = await dialog();
    expect(form.getByText(/gets it twice/)).toBeInTheDocument();
    await userEvent.type(form.getByLabelText(/Reason/), 'It is not there');
    await userEvent.click(form.getByRole('button', { name: 'Send it again' }));
    await waitFor(() =>
      expect(commandsOf(api)).toMatchObject([
        { type: 'retryCommunication', reason: 'It is not there' },
      ]),
    );
  });
});

/** The example with a query for one of its success metrics. */
const MEASURED = TRAIN_SOURCE.replace(
  'title: Failed payments',
  'title: Failed payments\n      query: failed_payments',
);

const metricRow = async () =>
  (await screen.findByRole('rowheader', { name: /^Failed payments/ })).closest(
    'tr',
  )!;

describe('TrainReportTab', () => {
  it('shows the report, and records success, follow-ups and the post-mortem', async () => {
    const story = departing().train({
      type: 'addFollowUp',
      followUp: {
        id: 'f-1',
        title: 'Tidy the flags up',
        owner: 'group:default/team-checkout',
        due: '2030-04-01T00:00:00.000Z',
        source: 'person',
      },
    });
    const { api } = await renderPage('/trains/train-1/report', {
      api: trainApi(story),
    });
    expect(
      await screen.findByRole('heading', {
        name: 'Report of Spring checkout',
      }),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Record Failed payments' }),
    );
    const form = await dialog();
    expect(form.getByText(/The target is <0.5 %/)).toBeInTheDocument();
    await userEvent.type(form.getByLabelText('Value (%)'), '0.2');
    await userEvent.click(form.getByRole('button', { name: 'Record' }));
    await userEvent.click(
      screen.getByRole('button', { name: 'Done: Tidy the flags up' }),
    );
    await waitFor(() =>
      expect(commandsOf(api)).toEqual([
        { type: 'recordSuccess', id: 'errors', value: 0.2 },
        { type: 'finishFollowUp', id: 'f-1' },
      ]),
    );
  });

  it('starts the post-mortem from the record, to copy or to download', async () => {
    const copied: string[] = [];
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: async (text: string) => copied.push(text) },
      configurable: true,
    });
    const { api } = await renderPage('/trains/train-1/report', {
      api: trainApi(departing()),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Start the post-mortem' }),
    );
    const draft = await dialog();
    expect(api.getTrainPostMortem).toHaveBeenCalledWith({
      params: { trainId: 'train-1' },
    });
    expect(draft.getByLabelText('Markdown')).toHaveValue(
      '# Post-mortem of Spring checkout',
    );
    await userEvent.click(
      draft.getByRole('button', { name: 'Copy as Markdown' }),
    );
    await waitFor(() =>
      expect(copied).toEqual(['# Post-mortem of Spring checkout']),
    );
    expect(
      screen.getByRole('button', {
        name: 'Link the post-mortem',
        hidden: true,
      }),
    ).toBeInTheDocument();
  });

  it('measures a success metric that has a query, where somebody asks', async () => {
    const story = departing(MEASURED);
    const { api } = await renderPage('/trains/train-1/report', {
      api: trainApi(story),
    });
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Measure Failed payments now',
      }),
    );
    await waitFor(() =>
      expect(commandsOf(api)).toEqual([
        { type: 'measureSuccess', id: 'errors' },
      ]),
    );
    expect(
      screen.queryByRole('button', { name: /^Measure Orders/ }),
    ).not.toBeInTheDocument();
  });

  it('says why a success metric has no value, and names nobody as if it had one', async () => {
    const story = departing(MEASURED).train({
      type: 'reportSuccess',
      id: 'errors',
      result: { error: 'No data for failed_payments' },
      source: { server: 'default', evidence: [] },
      by: 'service:orchestrator',
    });
    await renderPage('/trains/train-1/report', { api: trainApi(story) });
    expect(
      await screen.findByText(
        /Could not be measured: No data for failed_payments/,
      ),
    ).toBeInTheDocument();
    const row = await metricRow();
    expect(row).not.toHaveTextContent('orchestrator');
    expect(row).not.toHaveTextContent('by itself');
  });

  it('shows what a success metric was read from, and nothing that is not safe to open', async () => {
    const story = departing(MEASURED).train({
      type: 'reportSuccess',
      id: 'errors',
      result: { value: 0.2 },
      source: {
        server: 'default',
        evidence: [
          { title: 'Answer', url: `artifact:sha256:${'0'.repeat(64)}` },
          { title: 'Graph', url: 'https://metrics.example.com/graph' },
          // eslint-disable-next-line no-script-url
          { title: 'Trap', url: 'javascript:alert(1)' },
        ],
      },
      by: 'service:orchestrator',
    });
    await renderPage('/trains/train-1/report', { api: trainApi(story) });
    const row = within(await metricRow());
    expect(row.getByRole('button', { name: 'Answer' })).toBeInTheDocument();
    expect(row.getByRole('link', { name: /Graph/ })).toHaveAttribute(
      'href',
      'https://metrics.example.com/graph',
    );
    expect(row.getByText('Trap')).toBeInTheDocument();
    expect(row.queryByRole('link', { name: /Trap/ })).not.toBeInTheDocument();
  });

  it('promises to measure by itself only what will be measured', async () => {
    const story = gateOpen(MEASURED);
    const { unmount } = await renderPage('/trains/train-1/report', {
      api: trainApi(story),
    });
    expect(await metricRow()).toHaveTextContent('by itself');
    expect(
      screen
        .getByRole('button', { name: 'Measure Failed payments now' })
        .getAttribute('title'),
    ).toMatch(/there is nothing to measure before it has departed/);
    unmount();
    await renderPage('/trains/train-1/report', {
      api: trainApi(story, {
        getTrain: async () => ({ ...story.detail(), phase: 'cancelled' }),
      }),
    });
    expect(await metricRow()).not.toHaveTextContent('by itself');
  });

  it('prints', async () => {
    const print = jest.spyOn(window, 'print').mockImplementation(() => {});
    await renderPage('/trains/train-1/report', { api: trainApi(gateOpen()) });
    await userEvent.click(await screen.findByRole('button', { name: 'Print' }));
    expect(print).toHaveBeenCalled();
    print.mockRestore();
  });
});

describe('TrainManifestTab', () => {
  it('revises the plan with a new text and a reason', async () => {
    const { api } = await renderPage('/trains/train-1/manifest', {
      api: trainApi(gateOpen()),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Revise the plan' }),
    );
    const apply = screen.getByRole('button', { name: 'Apply the new plan' });
    expect(apply).toHaveAttribute('aria-disabled', 'true');
    const editor = screen.getByLabelText('Manifest as YAML');
    const source = TRAIN_SOURCE.replace('version: 4.2.0', 'version: 4.3.0');
    await userEvent.clear(editor);
    await userEvent.click(editor);
    await userEvent.paste(source);
    await userEvent.type(screen.getByLabelText(/Reason/), 'A fix');
    await waitFor(() => expect(apply).not.toHaveAttribute('aria-disabled'));
    await userEvent.click(apply);
    await waitFor(() =>
      expect(commandsOf(api)).toEqual([
        { type: 'revise', manifest: source, reason: 'A fix' },
      ]),
    );
  });
});
