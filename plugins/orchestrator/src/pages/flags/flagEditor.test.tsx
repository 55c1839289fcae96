import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aFlagDetail, fakeApi, renderPage } from '../../__testUtils__';

const SOURCE = `type: boolean
variants:
  on: true
  off: false
defaultVariant: off
rules:
  - variant: on
    segment: { percent: 10 }
`;

const DEFINITION = {
  description: '',
  type: 'boolean',
  variants: { on: true, off: false },
  defaultVariant: 'off',
  rules: [
    {
      variant: 'on',
      segment: { regions: [], plans: [], customers: [], percent: 10 },
    },
  ],
  schedules: [],
  enabled: true,
};

async function write(text: string) {
  const editor = await screen.findByRole('textbox', { name: 'Flag as YAML' });
  await userEvent.clear(editor);
  await userEvent.click(editor);
  await userEvent.paste(text);
  return editor;
}

const save = () => screen.getByRole('button', { name: /Save|mistake|Key:/ });

describe('Flag editor', () => {
  it('makes a flag, after it has said which fields are wrong', async () => {
    const api = fakeApi({
      putFlag: async () => aFlagDetail({ key: 'instalments' }),
    });
    const { address } = await renderPage('/flags', { api });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Make a flag' }),
    );
    expect(address()).toBe('/orchestrator/new-flag');
    const key = await screen.findByRole('textbox', { name: /Key/ });
    await userEvent.type(key, 'Not a key');
    expect(key).toHaveAccessibleDescription(/^Key: accepted is/);
    await userEvent.clear(key);
    await userEvent.type(key, 'instalments');

    const editor = await write(
      SOURCE.replace('off: false', 'off: maybe').replace('10', '101'),
    );
    expect(
      screen.getByRole('button', {
        name: 'Line 4: variants.off: found "maybe", accepted is true or false, as the type says',
      }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', {
        name: /^Line 8: rules\[0\]\.segment\.percent: found 101/,
      }),
    ).toBeInTheDocument();
    expect(editor).toBeInvalid();
    expect(save()).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(save());
    expect(api.putFlag).not.toHaveBeenCalled();

    await write(SOURCE);
    await userEvent.click(save());
    await waitFor(() =>
      expect(api.putFlag.mock.calls).toEqual([
        [
          {
            params: { flagKey: 'instalments' },
            body: { ...DEFINITION, expectedVersion: 0 },
          },
        ],
      ]),
    );
    await waitFor(() =>
      expect(address()).toBe('/orchestrator/flags/instalments'),
    );
  });

  it('changes the version that was looked at, and keeps the text where somebody was faster', async () => {
    const api = fakeApi({
      putFlag: () => Promise.reject(new Error('The flag has changed.')),
    });
    const { address } = await renderPage('/flags/new-checkout', { api });
    await userEvent.click(await screen.findByRole('button', { name: 'Edit' }));
    const editor = await screen.findByRole('textbox', { name: 'Flag as YAML' });
    expect(address()).toBe('/orchestrator/flags/new-checkout/edit');
    await userEvent.clear(editor);
    await userEvent.click(editor);
    await userEvent.paste(SOURCE);
    api.getFlag.mockResolvedValue(aFlagDetail({ version: 3 }));
    await userEvent.click(save());
    await waitFor(() =>
      expect(api.putFlag).toHaveBeenCalledWith({
        params: { flagKey: 'new-checkout' },
        body: { ...DEFINITION, expectedVersion: 2 },
      }),
    );
    expect(
      (await screen.findAllByText('The flag has changed.'))[0],
    ).toBeInTheDocument();
    expect(editor).toHaveValue(SOURCE);
  });

  it('starts from the flag as it is, which saves without a change', async () => {
    const { api } = await renderPage('/flags/new-checkout/edit');
    await screen.findByRole('textbox', { name: 'Flag as YAML' });
    await userEvent.click(save());
    const { description, type, variants, defaultVariant, rules, title } =
      aFlagDetail();
    await waitFor(() =>
      expect(api.putFlag.mock.calls[0]?.[0].body).toEqual({
        title,
        description,
        type,
        variants,
        defaultVariant,
        rules,
        schedules: [],
        enabled: true,
        expectedVersion: 2,
      }),
    );
  });

  it('does not change a flag that is archived', async () => {
    const archived = {
      by: 'user:default/ana',
      reason: 'Old',
      at: '2026-03-01T12:00:00.000Z',
    };
    await renderPage('/flags/new-checkout', {
      api: fakeApi({
        getFlag: async () => aFlagDetail({ status: 'archived', archived }),
      }),
    });
    const edit = (await screen.findAllByText('Edit'))[0].closest('button')!;
    expect(edit).toHaveAttribute('aria-disabled', 'true');
  });
});
