import {
  noteSegments,
  NOTE_KINDS,
  type NoteContent,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  chosenOf,
  type FormDialogProps,
  type FormValues,
} from '../../../components/dialogs';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { useSegmentTitle } from './useSegmentTitle';

/** What is asked of a note, filled with what it says now. */
export function useNoteFields(note?: NoteContent): FormDialogProps['fields'] {
  const t = useText();
  const { detail } = useTrainPage();
  const titleOfSegment = useSegmentTitle();
  return [
    {
      name: 'text',
      label: t('train.closing.notes.text'),
      kind: 'long',
      required: true,
      initial: note?.text,
    },
    {
      name: 'kind',
      label: t('train.closing.notes.kind'),
      kind: 'select',
      initial: note?.kind ?? 'feature',
      options: NOTE_KINDS.map(value => ({
        value,
        label: t(`train.closing.notes.group.${value}`),
      })),
    },
    {
      name: 'breaking',
      label: t('train.closing.notes.breaking'),
      kind: 'check',
      initial: note?.breaking ? 'true' : '',
    },
    {
      name: 'segments',
      label: t('train.closing.notes.segments'),
      kind: 'several',
      help: t('train.closing.notes.segmentsHelp'),
      initial: note?.segments.join(','),
      options: noteSegments(detail.train.manifest).map(value => ({
        value,
        label: titleOfSegment(value),
      })),
    },
  ];
}

/** What a person has filled in. */
export function contentOf(values: FormValues): NoteContent {
  return {
    text: values.text,
    kind: NOTE_KINDS.find(kind => kind === values.kind) ?? 'other',
    breaking: values.breaking === 'true',
    segments: chosenOf(values.segments),
  };
}
