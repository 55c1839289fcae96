import { useApi } from '@backstage/core-plugin-api';
import DialogContentText from '@material-ui/core/DialogContentText';
import TextField from '@material-ui/core/TextField';
import {
  bytesOf,
  MAX_RUN_FILE_BYTES,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { orchestratorApiRef } from '../../api';
import { useCommand } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText, type Text } from '../../translation';
import { CommandDialog } from '../dialogs';

const MIB = 1024 * 1024;

/** Asks for the file of a run, sends it, and leads to the sweep or train that is in it; what is wrong with the file stays on the page. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const paths = useOrchestratorPaths();
  const navigate = useNavigate();
  const command = useCommand();
  const [file, setFile] = useState<File>();
  const [tried, setTried] = useState(false);
  const sending = useRef<AbortController>();
  // A file may be large: who leaves does not want it any more.
  useEffect(() => () => sending.current?.abort(), []);
  const mistake = mistakeOf(t, file);
  const shown = (file || tried) && mistake;

  const submit = async () => {
    setTried(true);
    if (!file || mistake !== undefined) {
      return;
    }
    const { signal } = (sending.current = new AbortController());
    await command.perform(async () => {
      try {
        const run = await api.importRun(
          { body: bytesOf({ body: file.stream() }) },
          { signal },
        );
        navigate(
          run.kind === 'Train' ? paths.train(run.id) : paths.sweep(run.id),
        );
      } catch (error) {
        if (!signal.aborted) {
          throw error;
        }
      }
    });
  };
  return (
    <CommandDialog
      open
      title={t('runFile.import.title')}
      consequences={[t('runFile.import.what'), t('runFile.import.trust')]}
      action={t('runFile.import.action')}
      command={command}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        id="orchestrator-import-file"
        type="file"
        label={t('runFile.import.file')}
        inputProps={{ accept: '.gz,application/gzip' }}
        InputLabelProps={{ shrink: true }}
        onChange={event => {
          command.clear();
          setFile((event.target as HTMLInputElement).files?.[0]);
        }}
        disabled={command.pending}
        error={Boolean(shown)}
        helperText={shown}
        required
        fullWidth
        margin="dense"
        variant="outlined"
      />
      {command.pending && (
        <DialogContentText role="status">
          {t('runFile.import.underWay')}
        </DialogContentText>
      )}
    </CommandDialog>
  );
}

/** What can be said of a file without reading it. */
function mistakeOf(t: Text, file: File | undefined): string | undefined {
  if (file === undefined) {
    return t('runFile.import.missing');
  }
  const { name, size } = file;
  if (size === 0) {
    return t('runFile.import.empty', { name });
  }
  return size > MAX_RUN_FILE_BYTES
    ? t('runFile.import.tooLarge', {
        name,
        size: String(Math.ceil(size / MIB)),
        most: String(MAX_RUN_FILE_BYTES / MIB),
      })
    : undefined;
}
