import { useApi } from '@backstage/core-plugin-api';
import {
  RUN_FILE_TYPE,
  type RunDetail,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { orchestratorApiRef } from '../../api';
import { FormDialog } from '../../components/dialogs';
import { saveFile } from '../../components/saveFile';
import { useText } from '../../translation';

/** Saves a sweep as one file, after it has said what is in it. */
export function ExportDialog(props: {
  run: RunDetail;
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
      title={t('sweep.export.title', { title: run.title })}
      consequences={[t('sweep.export.what'), t('sweep.export.secrets')]}
      fields={[]}
      action={t('sweep.export.action')}
      done={t('sweep.export.done')}
      perform={save}
      onClose={onClose}
    />
  );
}
