import type { ReleaseNote } from '@backstage-orchestrator/plugin-orchestrator-common';
import { CommandButton } from '../../../components/dialogs';
import { EntityNameOrText } from '../../../components/EntityName';
import { RelativeTime } from '../../../components/RelativeTime';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { contentOf, useNoteFields } from './useNoteFields';
import { useSegmentTitle } from './useSegmentTitle';

/** One note: its words as plain text, for whom they are, where they are from, and what can be done with it. */
export function Note(props: { product: string; note: ReleaseNote }) {
  const { product, note } = props;
  const { id, text, scope, commit, segments, leftOut, fresh } = note;
  const t = useText();
  const { send } = useTrainPage();
  const titleOfSegment = useSegmentTitle();
  const fields = useNoteFields(note);
  const words = leftOut ? <del>{text}</del> : text;
  return (
    <li>
      {fresh && <strong>{t('train.closing.notes.fresh')} </strong>}
      {scope !== undefined && <strong>{scope}: </strong>}
      {words}
      {commit !== undefined && (
        <>
          {' '}
          <code>{commit.slice(0, 7)}</code>
        </>
      )}
      {leftOut && ` (${t('train.closing.notes.isLeftOut')})`}
      {segments.length > 0 &&
        ` (${t('train.closing.notes.for', {
          segments: segments.map(titleOfSegment).join(', '),
        })})`}
      {note.editedBy !== undefined && note.editedAt !== undefined && (
        <>
          {' · '}
          <EntityNameOrText text={note.editedBy} />,{' '}
          <RelativeTime at={note.editedAt} />
        </>
      )}{' '}
      <CommandButton
        size="small"
        label={t('train.closing.notes.edit')}
        fullLabel={t('train.closing.notes.editOf', { text })}
        done={t('train.closing.notes.edited')}
        ask={{ title: t('train.closing.notes.edit'), fields }}
        perform={values =>
          send.product(product, {
            type: 'editNotes',
            edits: [{ id, ...contentOf(values) }],
          })
        }
      />
      <CommandButton
        size="small"
        label={t(
          leftOut
            ? 'train.closing.notes.takeIn'
            : 'train.closing.notes.leaveOut',
        )}
        fullLabel={t(
          leftOut
            ? 'train.closing.notes.takeInOf'
            : 'train.closing.notes.leaveOutOf',
          { text },
        )}
        done={t('train.closing.notes.edited')}
        perform={() =>
          send.product(product, {
            type: 'editNotes',
            edits: [{ id, leftOut: !leftOut }],
          })
        }
      />
    </li>
  );
}
