/* eslint-disable jsx-a11y/no-noninteractive-tabindex -- rows are walked with j and k */
import { Link } from '@backstage/core-components';
import Button from '@material-ui/core/Button';
import Checkbox from '@material-ui/core/Checkbox';
import Typography from '@material-ui/core/Typography';
import type { InboxItem } from '@backstage-orchestrator/plugin-orchestrator-common';
import { Link as RouterLink } from 'react-router-dom';
import { RelativeTime } from '../../components/RelativeTime';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { isAnswerable, type Answer } from './decisions';
import { useRowStyles } from './rowStyles';

/** One thing to decide: in words, with its evidence and its answers. */
export function InboxRow(props: {
  item: InboxItem;
  index: number;
  chosen: boolean;
  /** Somebody has answered it in the meantime. */
  gone: boolean;
  onToggle: (item: InboxItem) => void;
  onAnswer: (item: InboxItem, answer: Answer) => void;
}) {
  const { item, index, chosen, gone, onToggle, onAnswer } = props;
  const t = useText();
  const classes = useRowStyles();
  const paths = useOrchestratorPaths();
  return (
    // The row takes the focus for the keys j, k, x, a, r and Enter.
    <li
      className={`${classes.row} ${chosen ? classes.chosen : ''}`}
      data-index={index}
      tabIndex={0}
      aria-label={item.question}
    >
      <Checkbox
        size="small"
        color="primary"
        checked={chosen}
        onChange={() => onToggle(item)}
        inputProps={{
          'aria-label': t('inbox.choose', { question: item.question }),
        }}
      />
      <div className={classes.words}>
        <Link to={paths.below(item.url)}>{item.question}</Link>
        <Typography variant="body2" className={classes.hint}>
          {t(`inbox.kind.${item.kind}`)} ·{' '}
          <Link to={paths.sweep(item.runId)} underline="always">
            {item.runTitle}
          </Link>{' '}
          · {item.evidence} · <RelativeTime at={item.since} />
        </Typography>
      </div>
      {gone ? (
        <Typography variant="body2" className={classes.hint}>
          {t('inbox.answered')}
        </Typography>
      ) : (
        <div className={classes.answers}>
          {isAnswerable(item) && (
            <>
              <Button
                size="small"
                variant="outlined"
                color="primary"
                onClick={() => onAnswer(item, 'yes')}
              >
                {t(`inbox.yes.${item.kind}`)}
              </Button>
              <Button
                size="small"
                variant="outlined"
                onClick={() => onAnswer(item, 'no')}
              >
                {t(`inbox.no.${item.kind}`)}
              </Button>
            </>
          )}
          <Button
            size="small"
            component={RouterLink}
            to={paths.below(item.url)}
            aria-label={t('inbox.openOne', { question: item.question })}
          >
            {t('inbox.open')}
          </Button>
        </div>
      )}
    </li>
  );
}
