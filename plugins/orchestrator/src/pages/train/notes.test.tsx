import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { departing, renderPage, trainApi } from '../../__testUtils__';

const commandsOf = (api: ReturnType<typeof trainApi>) =>
  api.commandProduct.mock.calls.map(([input]) => [
    input.params.productId,
    input.body.command,
  ]);

const PAGE = '/trains/train-1/report';

const region = async (name: string | RegExp) =>
  within(await screen.findByRole('region', { name }));

function drafted() {
  const note = (id: string, text: string, data = {}) => ({
    id,
    commit: id.repeat(40),
    text,
    kind: 'feature' as const,
    breaking: false,
    segments: [],
    ...data,
  });
  const found = {
    repository: 'local:payments-api',
    from: { ref: 'v2.8.1', commit: '1'.repeat(40) },
    to: { ref: 'main', commit: '2'.repeat(40) },
    commits: 500,
    cut: true,
    changesets: 3,
    problems: [
      {
        path: '.changeset/bad.md',
        commit: '3'.repeat(40),
        message: 'found no front matter, accepted is a block',
      },
    ],
    notes: [
      note('a', 'name amounts in cents', { breaking: true, scope: 'api' }),
      note('b', '<img src=x onerror=alert(1)> [x](y)', { segments: ['pilot'] }),
    ],
  };
  return departing().product('payments', {
    type: 'draftNotes',
    by: 'user:default/pia',
    found,
  });
}

describe('Notes', () => {
  it('drafts from the commits, and says why it can not where no changelog is named', async () => {
    const { api } = await renderPage(PAGE, { api: trainApi(departing()) });
    const payments = await region(/^payments.* 3\.0\.0$/i);
    expect(payments.getByText('There are no notes.')).toBeInTheDocument();
    await userEvent.click(
      payments.getByRole('button', { name: /from the commits$/ }),
    );
    await waitFor(() =>
      expect(commandsOf(api)).toEqual([['payments', { type: 'draftNotes' }]]),
    );
    const checkout = await region(/^checkout.* 2\.9\.0$/i);
    expect(
      checkout.getByRole('button', { name: /from the commits$/ }),
    ).toHaveAttribute('aria-disabled', 'true');
  });

  it('shows notes by group as plain text, with where they are from', async () => {
    await renderPage(PAGE, { api: trainApi(drafted()) });
    const payments = await region(/^payments.* 3\.0\.0$/i);
    expect(
      payments
        .getAllByRole('heading', { level: 5 })
        .map(one => one.textContent),
    ).toEqual(['Breaking', 'Features']);
    expect(
      payments.getByText(/<img src=x onerror=alert\(1\)> \[x\]\(y\)/),
    ).toBeInTheDocument();
    expect(payments.queryByRole('img')).not.toBeInTheDocument();
    expect(
      payments.getByText(/from v2\.8\.1 \(1111111\) to main \(2222222\)/),
    ).toBeInTheDocument();
    expect(payments.getByText(/Only the newest 500/)).toBeInTheDocument();
    expect(payments.getByText(/3 changesets were read/)).toBeInTheDocument();
    expect(
      payments.getByText(
        /\.changeset\/bad\.md of 3333333 could not be read.* found no front matter/,
      ),
    ).toBeInTheDocument();
  });

  it('shows the readers of a segment what is for them', async () => {
    await renderPage(PAGE, { api: trainApi(drafted()) });
    const payments = await region(/^payments.* 3\.0\.0$/i);
    await userEvent.selectOptions(screen.getByLabelText('Readers'), 'germany');
    expect(payments.getByText(/name amounts in cents/)).toBeInTheDocument();
    expect(payments.queryByText(/onerror/)).not.toBeInTheDocument();
  });

  it('edits a note, leaves one out, and adds one', async () => {
    const { api } = await renderPage(PAGE, { api: trainApi(drafted()) });
    const payments = await region(/^payments.* 3\.0\.0$/i);
    await userEvent.click(
      payments.getByRole('button', { name: 'Edit: name amounts in cents' }),
    );
    let form = within(await screen.findByRole('dialog'));
    await userEvent.clear(form.getByLabelText(/Text/));
    await userEvent.type(form.getByLabelText(/Text/), 'Cents');
    await userEvent.click(
      form.getByRole('checkbox', { name: 'Pilot customers' }),
    );
    await userEvent.click(form.getByRole('button', { name: 'Edit' }));
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    await userEvent.click(
      payments.getByRole('button', {
        name: 'Leave out: name amounts in cents',
      }),
    );
    await waitFor(() => expect(commandsOf(api)).toHaveLength(2));
    await userEvent.click(
      payments.getByRole('button', { name: /^Add a note to/ }),
    );
    form = within(await screen.findByRole('dialog'));
    await userEvent.type(form.getByLabelText(/Text/), 'By hand');
    await userEvent.click(form.getByRole('button', { name: 'Add a note' }));
    await waitFor(() =>
      expect(commandsOf(api)).toEqual([
        [
          'payments',
          {
            type: 'editNotes',
            edits: [
              {
                id: 'a',
                text: 'Cents',
                kind: 'feature',
                breaking: true,
                segments: ['pilot'],
              },
            ],
          },
        ],
        [
          'payments',
          { type: 'editNotes', edits: [{ id: 'a', leftOut: true }] },
        ],
        [
          'payments',
          {
            type: 'editNotes',
            added: [
              {
                text: 'By hand',
                kind: 'feature',
                breaking: false,
                segments: [],
              },
            ],
          },
        ],
      ]),
    );
  });
});
