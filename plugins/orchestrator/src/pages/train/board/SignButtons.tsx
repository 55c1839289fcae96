import { makeStyles } from '@material-ui/core/styles';
import { CommandButton, type FormField } from '../../../components/dialogs';
import { useText } from '../../../translation';

const useStyles = makeStyles(
  theme => ({
    buttons: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      marginTop: theme.spacing(1),
    },
  }),
  { name: 'OrchestratorSignButtons' },
);

/** What somebody says to a piece of evidence. */
export interface Signature {
  decision: 'approved' | 'rejected';
  comment?: string;
  evidenceDigest: string;
}

/**
 * Signing for something, or against it.
 *
 * @param props - `digest` is of what is on the page: if it is another one by now, the signature is refused
 */
export function SignButtons(props: {
  what: string;
  digest: string;
  whyNot?: string;
  sign: (signature: Signature) => Promise<unknown>;
}) {
  const { what, digest, whyNot, sign } = props;
  const t = useText();
  const classes = useStyles();
  const comment: FormField = {
    name: 'comment',
    label: t('train.board.sign.comment'),
    kind: 'long',
  };
  const binds = t('train.board.sign.binds', { digest: shortDigest(digest) });
  return (
    <div className={classes.buttons}>
      <CommandButton
        variant="contained"
        color="primary"
        label={t('train.board.sign.approve')}
        whyNot={whyNot}
        done={t('train.board.sign.signed')}
        ask={{
          title: t('train.board.sign.approveTitle', { what }),
          consequences: [binds],
          fields: [comment],
        }}
        perform={values =>
          sign({
            decision: 'approved',
            evidenceDigest: digest,
            ...(values.comment && { comment: values.comment }),
          })
        }
      />
      <CommandButton
        variant="outlined"
        label={t('train.board.sign.reject')}
        whyNot={whyNot}
        done={t('train.board.sign.rejected')}
        ask={{
          title: t('train.board.sign.rejectTitle', { what }),
          consequences: [t('train.board.sign.rejectWhat'), binds],
          fields: [
            {
              ...comment,
              required: true,
              missing: t('train.board.sign.commentMissing'),
            },
          ],
        }}
        perform={values =>
          sign({
            decision: 'rejected',
            evidenceDigest: digest,
            comment: values.comment,
          })
        }
      />
    </div>
  );
}

/** Enough of a digest to compare it by eye. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 10);
}
