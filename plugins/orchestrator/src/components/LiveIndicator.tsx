import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import Tooltip from '@material-ui/core/Tooltip';
import Typography from '@material-ui/core/Typography';
import FlashOnIcon from '@material-ui/icons/FlashOn';
import RefreshIcon from '@material-ui/icons/Refresh';
import SyncProblemIcon from '@material-ui/icons/SyncProblem';
import TimerIcon from '@material-ui/icons/Timer';
import { problemOf, type LiveMode } from '../data';
import { useText } from '../translation';
import { quietColor } from './states/tones';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'inline-flex',
      alignItems: 'center',
      gap: theme.spacing(0.5),
      color: quietColor(theme),
    },
    stale: {
      color: theme.palette.text.primary,
      fontWeight: theme.typography.fontWeightBold as number,
    },
  }),
  { name: 'OrchestratorLiveIndicator' },
);

/** Says how fresh a page is: live, asked for every few seconds, or out of date since a moment. */
export function LiveIndicator(props: {
  query: {
    mode: LiveMode;
    error?: Error;
    updatedAt?: number;
    refresh: () => void;
  };
}) {
  const { mode, error, updatedAt, refresh } = props.query;
  const t = useText();
  const classes = useStyles();
  const stale = error !== undefined && updatedAt !== undefined;
  const hint = stale
    ? t('common.live.staleHint', { message: problemOf(error).message })
    : t(`common.live.${mode}Hint`);
  const word = stale
    ? t('common.live.stale', { time: new Date(updatedAt).toLocaleTimeString() })
    : t(`common.live.${mode}`);
  const freshIcon = mode === 'signals' ? FlashOnIcon : TimerIcon;
  const Icon = stale ? SyncProblemIcon : freshIcon;
  return (
    <span className={classes.root} role="status">
      <Tooltip title={hint}>
        <Typography
          variant="caption"
          className={stale ? classes.stale : undefined}
          tabIndex={0}
        >
          <Icon fontSize="inherit" aria-hidden /> {word}
        </Typography>
      </Tooltip>
      <Tooltip title={t('common.live.refresh')}>
        <IconButton
          size="small"
          onClick={refresh}
          aria-label={t('common.live.refresh')}
        >
          <RefreshIcon fontSize="small" />
        </IconButton>
      </Tooltip>
    </span>
  );
}
