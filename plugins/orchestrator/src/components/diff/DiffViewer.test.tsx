import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { PATCH, renderInPortal } from '../../__testUtils__';
import { MAX_LINES_SHOWN } from './DiffFile';
import { DiffViewer, MAX_FILES_SHOWN } from './DiffViewer';

const show = (patch: string) =>
  renderInPortal(<DiffViewer patch={patch} />, '/');

describe('DiffViewer', () => {
  it('shows a file with its lines and counts', async () => {
    await show(PATCH);
    const file = screen.getByRole('region', { name: 'package.json' });
    expect(file).toHaveTextContent('"node": "22"');
    expect(
      within(file).getByLabelText('1 lines added, 1 removed'),
    ).toBeInTheDocument();
  });

  it('keeps in the address whether old and new stand side by side', async () => {
    const { address } = await show(PATCH);
    await userEvent.click(screen.getByRole('button', { name: 'Split' }));
    expect(address()).toBe('/?view=split');
    await userEvent.click(screen.getByRole('button', { name: 'Unified' }));
    expect(address()).toBe('/');
  });

  it('puts file names and contents in as text, whatever they look like', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const patch = `diff --git a/${evil} b/${evil}\n--- a/${evil}\n+++ b/${evil}\n@@ -1 +1 @@\n-<script>alert(1)</script>\n+<b onmouseover="alert(2)">x</b>\n`;
    const { container } = await show(patch);
    expect(screen.getByRole('heading', { name: evil })).toBeInTheDocument();
    expect(container).toHaveTextContent('<script>alert(1)</script>');
    expect(
      container.querySelector('section img, section script, section b'),
    ).toBeNull();
  });

  it('folds a long file and shows all of it when asked', async () => {
    const lines = MAX_LINES_SHOWN + 50;
    const patch = `diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n@@ -0,0 +1,${lines} @@\n${Array.from(
      { length: lines },
      (_, index) => `+line ${index + 1}.\n`,
    ).join('')}`;
    const { container } = await show(patch);
    expect(container).not.toHaveTextContent(`line ${lines}.`);
    await userEvent.click(
      screen.getByRole('button', { name: `Show all ${lines} lines` }),
    );
    expect(container).toHaveTextContent(`line ${lines}.`);
  });

  it('folds many files and shows all of them when asked', async () => {
    const files = MAX_FILES_SHOWN + 5;
    const patch = Array.from(
      { length: files },
      (_, index) =>
        `diff --git a/f${index} b/f${index}\nold mode 100644\nnew mode 100755\n`,
    ).join('');
    await show(patch);
    expect(screen.getAllByRole('region')).toHaveLength(MAX_FILES_SHOWN);
    await userEvent.click(
      screen.getByRole('button', { name: `Show all ${files} files` }),
    );
    expect(screen.getAllByRole('region')).toHaveLength(files);
  });

  it('names a binary file and says that its content is not shown', async () => {
    await show(
      'diff --git a/l.png b/l.png\nindex 1..2 100644\nBinary files a/l.png and b/l.png differ\n',
    );
    expect(screen.getByRole('region', { name: 'l.png' })).toHaveTextContent(
      'A binary file',
    );
  });

  it('shows a text that is no diff as it is', async () => {
    const { container } = await show('not a diff \u202E');
    expect(container.querySelector('pre')).toHaveTextContent(
      'not a diff ⟨U+202E⟩',
    );
  });

  it('says that an empty diff is empty', async () => {
    await show('');
    expect(screen.getByText('This diff is empty.')).toBeInTheDocument();
  });
});
