import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import {
  isFor,
  NOTE_GROUPS,
  productNotes,
  type ProductState,
  type TrainProduct,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { CommandButton } from '../../../components/dialogs';
import { EntityNameOrText } from '../../../components/EntityName';
import { RelativeTime } from '../../../components/RelativeTime';
import { useText } from '../../../translation';
import { titleOf, useTrainPage } from '../TrainContext';
import { Note } from './Note';
import { contentOf, useNoteFields } from './useNoteFields';

const useStyles = makeStyles(
  theme => ({
    root: { margin: theme.spacing(2, 0, 3), overflowWrap: 'anywhere' },
    list: { margin: 0, paddingLeft: 20 },
  }),
  { name: 'OrchestratorProductNotes' },
);

/** The notes of one product by group, and where they were drafted from. */
export function ProductNotes(props: {
  product: TrainProduct;
  state: ProductState | undefined;
  segment: string | undefined;
}) {
  const { product, state, segment } = props;
  const t = useText();
  const classes = useStyles();
  const { detail, send } = useTrainPage();
  const title = titleOf(detail, product.id);
  const fields = useNoteFields();
  const notes = productNotes(product, state).filter(note =>
    isFor(note, segment),
  );
  const draft = state?.notes?.draft;
  const heading = `orchestrator-notes-${product.id}`;
  return (
    <section className={classes.root} aria-labelledby={heading}>
      <Typography variant="h6" component="h4" id={heading}>
        {title} {product.version}
      </Typography>
      {draft && (
        <Typography variant="caption" component="p">
          {t('train.closing.notes.drafted', {
            commits: draft.commits,
            repository: draft.repository,
            from: `${draft.from.ref} (${draft.from.commit.slice(0, 7)})`,
            to: `${draft.to.ref} (${draft.to.commit.slice(0, 7)})`,
          })}{' '}
          <EntityNameOrText text={draft.by} />, <RelativeTime at={draft.at} />
        </Typography>
      )}
      {draft?.changesets !== undefined && (
        <Typography variant="caption" component="p">
          {t('train.closing.notes.changesets', { count: draft.changesets })}
        </Typography>
      )}
      {draft?.problems?.map(({ path, commit, message }) => (
        <Alert key={path} severity="warning">
          {t('train.closing.notes.badChangeset', {
            path,
            commit: commit.slice(0, 7),
            message,
          })}
        </Alert>
      ))}
      {draft?.cut && (
        <Alert severity="warning">
          {t('train.closing.notes.cut', { commits: draft.commits })}
        </Alert>
      )}
      {notes.length === 0 && (
        <Typography variant="body2">{t('train.closing.notes.none')}</Typography>
      )}
      {NOTE_GROUPS.map(group => {
        const members = notes.filter(note => note.group === group);
        return members.length === 0 ? null : (
          <div key={group}>
            <Typography variant="subtitle2" component="h5">
              {t(`train.closing.notes.group.${group}`)}
            </Typography>
            <ul className={classes.list}>
              {members.map(note => (
                <Note key={note.id} product={product.id} note={note} />
              ))}
            </ul>
          </div>
        );
      })}
      <CommandButton
        size="small"
        variant="outlined"
        label={t('train.closing.notes.draft')}
        fullLabel={t('train.closing.notes.draftOf', { title })}
        whyNot={
          product.changelog ? undefined : t('train.closing.notes.noChangelog')
        }
        done={t('train.closing.notes.draftDone')}
        perform={() => send.product(product.id, { type: 'draftNotes' })}
      />{' '}
      <CommandButton
        size="small"
        label={t('train.closing.notes.add')}
        fullLabel={t('train.closing.notes.addOf', { title })}
        done={t('train.closing.notes.added')}
        ask={{ title: t('train.closing.notes.addOf', { title }), fields }}
        perform={values =>
          send.product(product.id, {
            type: 'editNotes',
            added: [contentOf(values)],
          })
        }
      />
    </section>
  );
}
