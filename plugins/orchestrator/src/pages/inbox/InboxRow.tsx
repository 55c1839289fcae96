/* eslint-disable jsx-a11y/no-noninteractive-tabindex -- rows are walked with j and k */
import { Link } from '@backstage/core-components';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { ReactNode } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { quietColor } from '../../components/states/tones';
import { useText } from '../../translation';

const useStyles = makeStyles(
  theme => ({
    row: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(1),
      padding: theme.spacing(1),
      borderBottom: `1px solid ${theme.palette.divider}`,
      '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}` },
    },
    chosen: { backgroundColor: theme.palette.action.selected },
    // As wide as a box: what has none begins where the others do.
    choose: { width: 38 },
    words: { flex: '1 1 16rem', minWidth: 0, overflowWrap: 'anywhere' },
    hint: { color: quietColor(theme) },
    answers: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) },
  }),
  { name: 'OrchestratorInboxRow' },
);

/** One thing to decide: in words that lead to it, with what is known of it and its answers. */
export function InboxRow(props: {
  question: string;
  to: string;
  index: number;
  chosen?: boolean;
  /** Somebody has answered it in the meantime. */
  gone: boolean;
  /** Chooses it, where several can be answered at once. */
  choose?: ReactNode;
  facts: ReactNode;
  answers: ReactNode;
}) {
  const { question, to, index, chosen, gone, choose, facts, answers } = props;
  const t = useText();
  const classes = useStyles();
  return (
    // The row takes the focus for the keys j, k, x, a, r and Enter.
    <li
      className={`${classes.row} ${chosen ? classes.chosen : ''}`}
      data-index={index}
      tabIndex={0}
      aria-label={question}
    >
      <div className={classes.choose}>{choose}</div>
      <div className={classes.words}>
        <Link to={to}>{question}</Link>
        <Typography variant="body2" className={classes.hint}>
          {facts}
        </Typography>
      </div>
      {gone ? (
        <Typography variant="body2" className={classes.hint}>
          {t('inbox.answered')}
        </Typography>
      ) : (
        <div className={classes.answers}>
          {answers}
          <Button
            size="small"
            component={RouterLink}
            to={to}
            aria-label={t('inbox.openOne', { question })}
          >
            {t('inbox.open')}
          </Button>
        </div>
      )}
    </li>
  );
}
