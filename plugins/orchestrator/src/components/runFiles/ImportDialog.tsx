import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import TextField from '@material-ui/core/TextField';
import Alert from '@material-ui/lab/Alert';
import {
  bytesOf,
  MAX_RUN_FILE_BYTES,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router-dom';
import { orchestratorApiRef } from '../../api';
import { useCommand } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText, type Text } from '../../translation';

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

  const submit = async (event: FormEvent) => {
    event.preventDefault();
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
    <Dialog
      open
      onClose={onClose}
      aria-labelledby="orchestrator-import-dialog"
      fullWidth
      maxWidth="sm"
    >
      <form onSubmit={submit} noValidate>
        <DialogTitle id="orchestrator-import-dialog">
          {t('runFile.import.title')}
        </DialogTitle>
        <DialogContent>
          <DialogContentText>{t('runFile.import.what')}</DialogContentText>
          <DialogContentText>{t('runFile.import.trust')}</DialogContentText>
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
          {command.error && <Alert severity="error">{command.error}</Alert>}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="contained"
            color="primary"
            disabled={command.pending}
          >
            {t('runFile.import.action')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
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
