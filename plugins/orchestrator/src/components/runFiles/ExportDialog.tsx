import { useApi } from '@backstage/core-plugin-api';
import { RUN_FILE_TYPE } from '@backstage-orchestrator/plugin-orchestrator-common';
import { orchestratorApiRef } from '../../api';
import { FormDialog } from '../dialogs';
import { saveFile } from '../saveFile';
import { useText } from '../../translation';

/** Saves a run, a sweep or a train, as one file, after it has said what is in it. */
export function ExportDialog(props: {
  run: { id: string; title: string };
  open: boolean;
  onClose: () => void;
}) {
  const { run, open, onClose } = props;
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const save = async () => {
    const file = await api.exportRun({ params: { runId: run.id } });
    const pieces: BlobPart[] = [];
    for await (const piece of file) {
      pieces.push(piece as Uint8Array<ArrayBuffer>);
    }
    saveFile(`${run.id}.jsonl.gz`, new Blob(pieces, { type: RUN_FILE_TYPE }));
  };
  return (
    <FormDialog
      open={open}
      title={t('runFile.export.title', { title: run.title })}
      consequences={[t('runFile.export.what'), t('runFile.export.secrets')]}
      fields={[]}
      action={t('runFile.export.action')}
      done={t('runFile.export.done')}
      perform={save}
      onClose={onClose}
    />
  );
}
