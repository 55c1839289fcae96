import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as common from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  aForecast,
  aPreview,
  fakeApi,
  renderPage,
  SOURCE,
} from '../../__testUtils__';
import {
  formatLines,
  formatPairs,
  formatValues,
  parseLines,
  parsePairs,
  parsePairsWithLists,
  parseValues,
} from './fieldTexts';
import {
  forEntity,
  isIssueOf,
  patchManifest,
  readManifest,
  valueAt,
} from './manifestText';
import { PRESETS } from './presets';

describe('patchManifest', () => {
  it('changes one field and keeps the rest, comments too', () => {
    expect(
      patchManifest(SOURCE, ['spec', 'owner'], 'group:default/other'),
    ).toBe(SOURCE.replace('group:default/platform', 'group:default/other'));
    expect(
      patchManifest(
        SOURCE,
        ['spec', 'change', 'steps', 0, 'json', 'set', '/engines/node'],
        '>=24',
      ),
    ).toContain("'>=24' # the pointer");
  });

  it('makes what is missing on the way, and takes away what is empty afterwards', () => {
    const added = patchManifest(
      SOURCE,
      ['spec', 'rollout', 'canary', 'min'],
      5,
    );
    expect(
      valueAt(readManifest(added).values, ['spec', 'rollout', 'canary', 'min']),
    ).toBe(5);
    expect(
      patchManifest(added, ['spec', 'rollout', 'canary', 'min'], undefined),
    ).toBe(SOURCE);
    expect(patchManifest(SOURCE, ['spec', 'nothing', 'there'], undefined)).toBe(
      SOURCE,
    );
  });

  it('lets a scalar give way to what is set inside it', () => {
    const off = patchManifest(SOURCE, ['spec', 'rollout', 'canary'], false);
    const on = patchManifest(off, ['spec', 'rollout', 'canary', 'max'], 2);
    expect(
      valueAt(readManifest(on).values, ['spec', 'rollout', 'canary']),
    ).toEqual({ max: 2 });
  });

  it('leaves a text alone that is no YAML, and says why it can not be read', () => {
    expect(patchManifest('a: [', ['a'], 1)).toBe('a: [');
    expect(readManifest('a: [').error).toBeDefined();
    expect(readManifest('a: *nobody').error).toBeDefined();
  });

  it('points a manifest at one entity', () => {
    const { values } = readManifest(forEntity(SOURCE, 'component:default/a'));
    expect(valueAt(values, ['spec', 'targets'])).toEqual({
      include: ['component:default/a'],
    });
  });

  it.each([
    ['spec.change.steps[0].json', true],
    ['spec.change.steps.0.json', true],
    ['spec.change.steps[1].json', false],
  ])('finds the field of an issue at %s', (path, is) => {
    expect(isIssueOf(path, ['spec', 'change', 'steps', 0, 'json'])).toBe(is);
  });
});

describe('texts of fields', () => {
  it('turns lists, maps and values into lines and back', () => {
    expect(parseLines(formatLines(['a', 'b']))).toEqual(['a', 'b']);
    expect(formatLines('x')).toBe('');
    expect(parseLines(' \n')).toBeUndefined();
    expect(parsePairs('a = b\nhalf =\n= none\nno sign')).toEqual({ a: 'b' });
    expect(parsePairs('')).toBeUndefined();
    expect(
      parsePairsWithLists('kind = component\nspec.type = service, library'),
    ).toEqual({ kind: 'component', 'spec.type': ['service', 'library'] });
    expect(parsePairsWithLists('')).toBeUndefined();
    expect(formatPairs({ a: ['x', 'y'], b: { c: 1 } })).toBe(
      'a = x, y\nb = {"c":1}',
    );
    expect(formatPairs([])).toBe('');
    const values = { '/n': 22, '/s': '22', '/t': 'text', '/o': { a: true } };
    expect(parseValues(formatValues(values))).toEqual(values);
    expect(formatValues(undefined)).toBe('');
    expect(parseValues('')).toBeUndefined();
  });
});

describe('PRESETS', () => {
  it.each(PRESETS.map(preset => [preset.id, preset.source]))(
    '%s is a manifest without mistakes',
    (_, source) => {
      expect(
        common.sweepManifestSchema.safeParse(readManifest(source).values).error
          ?.issues,
      ).toBeUndefined();
    },
  );
});

describe('NewSweepPage', () => {
  const yaml = () =>
    screen.getByRole<HTMLTextAreaElement>('textbox', {
      name: 'Manifest as YAML',
    });

  it('patches the YAML from the form, and fills the form from the YAML', async () => {
    await renderPage('/sweeps/new?from=run-1');
    const owner = await screen.findByLabelText('Owner');
    expect(owner).toHaveValue('group:default/platform');
    fireEvent.change(owner, { target: { value: 'group:default/a' } });
    expect(yaml().value).toContain('owner: group:default/a');
    expect(yaml().value).toContain('# Who answers for it.');
    fireEvent.change(yaml(), {
      target: {
        value: yaml().value.replace('title: Node.js 22', 'title: Node.js 24'),
      },
    });
    expect(screen.getByLabelText('Title')).toHaveValue('Node.js 24');
    fireEvent.change(screen.getByLabelText('Catalog filter'), {
      target: { value: 'kind = component\nspec.type = service, library\nhalf' },
    });
    expect(yaml().value).toContain('- library');
    expect(screen.getByLabelText('Catalog filter')).toHaveValue(
      'kind = component\nspec.type = service, library\nhalf',
    );
    fireEvent.change(screen.getByLabelText('Targets at the same time'), {
      target: { value: '4' },
    });
    expect(yaml().value).toContain('maxParallel: 4');
    await userEvent.click(
      screen.getByRole('checkbox', { name: 'Start with a few canaries' }),
    );
    expect(yaml().value).toContain('canary: false');
    await userEvent.click(
      screen.getByRole('checkbox', {
        name: 'Ask for an approval after every batch',
      }),
    );
    expect(yaml().value).toContain('approval: true');
  });

  it('adds and removes steps and gates', async () => {
    await renderPage('/sweeps/new');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Add a gate' }),
    );
    expect(yaml().value).toContain('id: gate-1');
    await userEvent.click(
      screen.getByRole('button', { name: 'Remove gate 1' }),
    );
    expect(yaml().value).not.toContain('gates');
    for (const [kind, words] of [
      ['Run a command', '- run:'],
      ['Edit YAML', '- yaml:'],
      ['Write files', 'OWNERS.md'],
    ]) {
      fireEvent.mouseDown(screen.getByLabelText('Add a step'));
      await userEvent.click(await screen.findByRole('option', { name: kind }));
      expect(yaml().value).toContain(words);
    }
    await userEvent.click(
      screen.getByRole('button', { name: 'Remove step 1' }),
    );
    expect(yaml().value).not.toContain('- replace:');
    fireEvent.mouseDown(
      screen.getByLabelText('A batch is done when its changes are'),
    );
    await userEvent.click(
      await screen.findByRole('option', { name: 'merged' }),
    );
    expect(yaml().value).toContain('advanceOn: merged');
  });

  it('shows what it will touch, and starts with a dry run', async () => {
    const { api, address } = await renderPage('/sweeps/new?preset=editJson');
    expect(await screen.findByText('12 targets, 1 owner')).toBeInTheDocument();
    const button = screen.getByRole('button', { name: 'Start with a dry run' });
    await waitFor(() => expect(button).not.toHaveAttribute('aria-disabled'));
    await userEvent.click(button);
    await waitFor(() => expect(address()).toBe('/orchestrator/sweeps/run-1'));
    expect(api.createRun.mock.calls[0][0].body).toMatchObject({
      dryRun: true,
      manifest: expect.stringContaining('/engines/node'),
      idempotencyKey: expect.any(String),
    });
  });

  it('foretells when it would be done, and what decides that', async () => {
    const { api } = await renderPage('/sweeps/new?preset=editJson');
    const panel = within(
      await screen.findByRole('region', { name: 'When it would be done' }),
    );
    expect(
      await panel.findByText(/a rate limit decides: 80 per 1m \(host\)/),
    ).toHaveTextContent('If it is started now.');
    expect(panel.getByText(/^canary \(3\)/)).toBeInTheDocument();
    expect(
      panel.getByText(/12 changes are opened in a day.*From 10 attempts/),
    ).toBeInTheDocument();
    expect(api.forecastManifest.mock.calls[0][0].body.manifest).toContain(
      '/engines/node',
    );
  });

  it.each([
    [18, []],
    [19, [/ 1 target is already fine or fails in its dry run\.$/]],
    [32, [/ 14 targets are already fine or fail in their dry runs\.$/]],
  ])(
    'says why a forecast of %i targets has smaller batches than the preview',
    async (targets, words) => {
      const [batch] = aForecast().batches;
      const batches = [3, 10, 5].map((size, index) => ({
        ...batch,
        name: `batch-${index}`,
        size,
      }));
      await renderPage('/sweeps/new', {
        api: fakeApi({
          forecastManifest: async () => ({
            targets,
            forecast: aForecast({ batches }),
          }),
        }),
      });
      expect(await screen.findByText(/^batch-1 \(10\)/)).toBeInTheDocument();
      expect(
        screen
          .queryAllByText(
            /^These batches are smaller than those of the preview/,
          )
          .map(({ textContent }) => textContent),
      ).toEqual(words.map(word => expect.stringMatching(word)));
    },
  );

  it('shows that the forecast is on its way, why it failed, and that there is none', async () => {
    const open = async (overrides: Parameters<typeof fakeApi>[0]) => {
      const api = fakeApi(overrides);
      const { unmount } = await renderPage('/sweeps/new', { api });
      const panel = within(
        await screen.findByRole('region', { name: 'When it would be done' }),
      );
      return { api, panel, unmount };
    };
    const slow = await open({ forecastManifest: () => new Promise(() => {}) });
    expect(
      await slow.panel.findByRole('status', { name: 'Loading' }),
    ).toBeInTheDocument();
    slow.unmount();
    const failed = await open({
      forecastManifest: () => Promise.reject(new Error('No history')),
    });
    expect((await failed.panel.findAllByText(/No history/))[0]).toBeVisible();
    failed.unmount();
    const none = await open({
      previewTargets: async () => aPreview({ targets: 1, problems: 1 }),
    });
    expect(
      await none.panel.findByText(/nothing to foretell/),
    ).toBeInTheDocument();
    expect(none.api.forecastManifest).not.toHaveBeenCalled();
  });

  it('shows mistakes with their lines, at their fields, and does not start', async () => {
    const issue = {
      path: 'spec.owner',
      line: 8,
      found: '"x"',
      accepted: 'an entity reference',
      message: 'spec.owner must be an entity reference.',
    };
    const api = fakeApi({
      validateManifest: async () => ({
        valid: false,
        issues: [
          issue,
          { ...issue, path: 'spec', line: undefined, message: 'All of it.' },
        ],
      }),
    });
    await renderPage('/sweeps/new', { api });
    const link = await screen.findByRole('button', {
      name: 'Line 8: spec.owner must be an entity reference.',
    });
    await userEvent.click(link);
    expect(yaml()).toHaveFocus();
    expect(yaml().value.slice(yaml().selectionStart, yaml().selectionEnd)).toBe(
      '  owner: group:default/platform',
    );
    expect(screen.getByLabelText('Owner')).toHaveAccessibleDescription(
      'spec.owner must be an entity reference.',
    );
    await userEvent.click(
      screen.getByRole('button', { name: /Start with a dry run|2 mistakes/ }),
    );
    expect(api.createRun).not.toHaveBeenCalled();
    expect(api.previewTargets).not.toHaveBeenCalled();
    expect(
      screen.getByText(/as soon as the manifest has no mistakes/),
    ).toBeInTheDocument();
  });

  it('lets the form wait while the text is no YAML', async () => {
    await renderPage('/sweeps/new');
    await screen.findByRole('heading', { name: 'New sweep' });
    fireEvent.change(yaml(), { target: { value: 'a: [' } });
    expect(
      await screen.findByText(/The form waits until the text is YAML again/),
    ).toBeInTheDocument();
    expect(screen.getByLabelText('Owner')).toBeDisabled();
  });

  it('shows owners, problems and examples of what it will touch', async () => {
    const preview = aPreview({
      problems: 1,
      sample: [
        ...aPreview().sample,
        {
          id: 'b',
          entityRef: 'component:default/b',
          title: 'b',
          dependsOn: [],
          labels: {},
          problems: [
            { code: 'noRepository', message: 'It has no repository.' },
          ],
        },
      ],
    });
    await renderPage('/sweeps/new?entity=component:default/a', {
      api: fakeApi({ previewTargets: async () => preview }),
    });
    expect(await screen.findByText(/It has no repository/)).toBeInTheDocument();
    expect(yaml().value).toContain('- component:default/a');
    await userEvent.click(screen.getByRole('button', { name: 'Owners' }));
    expect(screen.getByRole('link', { name: 'payments' })).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'The first 2' }));
    expect(screen.getByText(/mono \/ packages\/a/)).toBeInTheDocument();
  });

  it('says when nothing matches', async () => {
    await renderPage('/sweeps/new', {
      api: fakeApi({
        previewTargets: async () =>
          aPreview({ targets: 0, owners: [], sample: [], batches: [] }),
      }),
    });
    expect(
      await screen.findByText('The filter matches nothing in the catalog.'),
    ).toBeInTheDocument();
  });

  it('starts from another preset, and can plan only', async () => {
    const { api } = await renderPage('/sweeps/new');
    fireEvent.mouseDown(await screen.findByLabelText('Start from'));
    await userEvent.click(
      within(await screen.findByRole('listbox')).getByRole('option', {
        name: 'Run a command',
      }),
    );
    expect(yaml().value).toContain('name: run-formatter');
    const button = screen.getByRole('button', {
      name: /Only look for the targets|being checked/,
    });
    await waitFor(() => expect(button).not.toHaveAttribute('aria-disabled'));
    await userEvent.click(button);
    await waitFor(() =>
      expect(api.createRun.mock.calls[0][0].body).toMatchObject({
        dryRun: false,
      }),
    );
  });

  it('says why a start was refused', async () => {
    const api = fakeApi({
      createRun: () => Promise.reject(new Error('The catalog is away.')),
    });
    await renderPage('/sweeps/new', { api });
    const button = await screen.findByRole('button', {
      name: /Start with a dry run|being checked/,
    });
    await waitFor(() => expect(button).not.toHaveAttribute('aria-disabled'));
    await userEvent.click(button);
    expect(await screen.findByText('The catalog is away.')).toBeInTheDocument();
  });
});
