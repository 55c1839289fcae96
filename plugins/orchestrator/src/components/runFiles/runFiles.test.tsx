import { ReadableStream } from 'node:stream/web';
import { ConflictError } from '@backstage/errors';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  MAX_RUN_FILE_BYTES,
  type OrchestratorApi,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { aRun, gateOpen, renderPage, trainApi } from '../../__testUtils__';

const CONTENT = new Uint8Array([0x1f, 0x8b, 1, 2, 3]);

/** A file as a browser has it: the one of the tests can't be read as a stream. */
function aFile(content: Uint8Array<ArrayBuffer> = CONTENT): File {
  return Object.assign(new File([content], 'node-22.jsonl.gz'), {
    stream: () =>
      new ReadableStream({
        start(controller) {
          controller.enqueue(content);
          controller.close();
        },
      }),
  });
}

async function openDialog(
  importRun?: OrchestratorApi['importRun'],
  path = '/sweeps',
) {
  const page = await renderPage(path, {
    api: trainApi(gateOpen(), importRun && { importRun }),
  });
  await userEvent.click(
    await screen.findByRole('button', { name: 'Import a file' }),
  );
  const dialog = within(await screen.findByRole('dialog'));
  return {
    ...page,
    dialog,
    choose: (file: File) =>
      userEvent.upload(dialog.getByLabelText(/File of a sweep/), file),
    send: () => userEvent.click(dialog.getByRole('button', { name: 'Import' })),
  };
}

describe('the import of a run', () => {
  it('sends the file and leads to the sweep', async () => {
    const sent: number[] = [];
    const { address, dialog, choose, send } = await openDialog(
      async ({ body }) => {
        for await (const piece of body) {
          sent.push(...piece);
        }
        return aRun({ id: 'run-9' });
      },
    );
    expect(dialog.getByText(/can not be restored/)).toBeInTheDocument();
    expect(dialog.getByText(/those whom you trust/)).toBeInTheDocument();
    await choose(aFile());
    await send();
    await waitFor(() => expect(address()).toBe('/orchestrator/sweeps/run-9'));
    expect(sent).toEqual([...CONTENT]);
  });

  it('leads to the train where one is in the file', async () => {
    const { address, choose, send } = await openDialog(
      async () => gateOpen().summary(),
      '/trains',
    );
    await choose(aFile());
    await send();
    await waitFor(() => expect(address()).toBe('/orchestrator/trains/train-1'));
  });

  it('says what is wrong with a file, and takes another one', async () => {
    const reason = 'There is a run run-9 already: a run is imported once';
    const { dialog, choose, send, address } = await openDialog(
      jest
        .fn()
        .mockRejectedValueOnce(new ConflictError(reason))
        .mockResolvedValueOnce(aRun({ id: 'run-10' })),
    );
    await choose(aFile());
    await send();
    expect(await dialog.findByText(reason)).toBeInTheDocument();
    await choose(aFile());
    expect(dialog.queryByText(reason)).not.toBeInTheDocument();
    await send();
    await waitFor(() => expect(address()).toBe('/orchestrator/sweeps/run-10'));
  });

  it('sends nothing that can not be a file of a sweep', async () => {
    const { api, dialog, choose, send } = await openDialog();
    await send();
    expect(
      dialog.getByText('Choose a file that an export has made.'),
    ).toBeInTheDocument();
    await choose(aFile(new Uint8Array()));
    expect(dialog.getByText('node-22.jsonl.gz is empty.')).toBeInTheDocument();
    const large = Object.defineProperty(aFile(), 'size', {
      value: MAX_RUN_FILE_BYTES + 1,
    });
    await choose(large);
    await send();
    expect(
      dialog.getByText(
        'node-22.jsonl.gz has 513 MiB; a file of a run has 512 MiB at most.',
      ),
    ).toBeInTheDocument();
    expect(api.importRun).not.toHaveBeenCalled();
  });

  it('stops where its dialog is closed', async () => {
    let signal: AbortSignal | undefined;
    const { address, dialog, choose, send } = await openDialog(
      (_input, options) =>
        new Promise((_resolve, reject) => {
          signal = options?.signal;
          signal?.addEventListener('abort', () => reject(signal?.reason));
        }),
    );
    await choose(aFile());
    await send();
    expect(await dialog.findByText(/Closing this stops it/)).toBeVisible();
    await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(signal?.aborted).toBe(true);
    expect(address()).toBe('/orchestrator/sweeps');
  });
});
