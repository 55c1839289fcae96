import { Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import HourglassEmptyIcon from '@material-ui/icons/HourglassEmpty';
import PanToolIcon from '@material-ui/icons/PanTool';
import PlayCircleFilledIcon from '@material-ui/icons/PlayCircleFilled';
import type {
  BatchSummary,
  Forecast,
  RunDetail,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { RelativeTime } from '../../../components/RelativeTime';
import { SegmentedBar } from '../../../components/SegmentedBar';
import { ApprovalChip } from '../../../components/states';
import { useRolloutPlan } from '../../../data';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';
import { BatchForecast, ForecastSummary } from './ForecastSummary';
import { quietColor } from '../../../components/states/tones';

const useStyles = makeStyles(
  theme => ({
    list: { listStyle: 'none', margin: 0, padding: 0 },
    step: {
      position: 'relative',
      padding: theme.spacing(0, 0, 2, 4),
      '&::before': {
        content: '""',
        position: 'absolute',
        left: theme.spacing(1.25),
        top: theme.spacing(3),
        bottom: 0,
        borderLeft: `2px solid ${theme.palette.divider}`,
      },
      '&:last-child::before': { display: 'none' },
    },
    icon: { position: 'absolute', left: 0, top: 0, color: quietColor(theme) },
    done: {
      color:
        theme.palette.success[theme.palette.type === 'dark' ? 'light' : 'dark'],
    },
    current: {
      color:
        theme.palette.info[theme.palette.type === 'dark' ? 'light' : 'dark'],
    },
  }),
  { name: 'OrchestratorBatches' },
);

/** The rollout as steps: each batch with how far it is, and the approvals between them. */
export function Batches(props: {
  run: RunDetail;
  forecast: Forecast | undefined;
}) {
  const { run, forecast } = props;
  const t = useText();
  const classes = useStyles();
  const planned = useRolloutPlan(
    run.id,
    run.batches.length === 0 && run.status === 'readyToStart',
  ).value;
  return (
    <section aria-label={t('sweep.batches.title')}>
      <Typography variant="h6" component="h3" gutterBottom>
        {t('sweep.batches.title')}
      </Typography>
      <ForecastSummary status={run.status} forecast={forecast} />
      {run.batches.length === 0 && (
        <Typography variant="body2" gutterBottom>
          {planned ? t('sweep.batches.planned') : t('sweep.batches.none')}
        </Typography>
      )}
      <ol className={classes.list}>
        {run.batches.map(batch => (
          <Step key={batch.index} run={run} batch={batch} forecast={forecast} />
        ))}
        {run.batches.length === 0 &&
          planned?.batches.map(batch => (
            <li key={batch.index} className={classes.step}>
              <HourglassEmptyIcon
                className={classes.icon}
                aria-hidden
                fontSize="small"
              />
              {batch.name}, {t('sweep.batches.size', { count: batch.size })}
              {batch.approval && <ApprovalNeeded />}
            </li>
          ))}
      </ol>
    </section>
  );
}

function ApprovalNeeded() {
  const t = useText();
  return (
    <Typography variant="caption" component="p">
      <PanToolIcon fontSize="inherit" aria-hidden />{' '}
      {t('sweep.batches.approvalNeeded')}
    </Typography>
  );
}

function Step({
  run,
  batch,
  forecast,
}: {
  run: RunDetail;
  batch: BatchSummary;
  forecast: Forecast | undefined;
}) {
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const approval = run.approvals
    .filter(({ batch: index }) => index === batch.index)
    .pop();
  const isLast = batch.index === run.batches.length - 1;
  const { icon: Icon, tone } = lookOf(batch, classes);
  const search = { batch: String(batch.index) };
  return (
    <li
      className={classes.step}
      aria-current={run.currentBatch === batch.index ? 'step' : undefined}
    >
      <Icon
        className={`${classes.icon} ${tone}`}
        aria-hidden
        fontSize="small"
      />
      <Link
        to={paths.sweep(run.id, 'targets', search)}
        title={t('sweep.batches.showTargets', { name: batch.name })}
      >
        {batch.name}, {t('sweep.batches.size', { count: batch.size })}
      </Link>
      <Typography variant="caption" component="p">
        {batch.finishedAt && (
          <>
            {t('sweep.batches.finished')} <RelativeTime at={batch.finishedAt} />
          </>
        )}
        {!batch.finishedAt && batch.startedAt && (
          <>
            {t('sweep.batches.started')} <RelativeTime at={batch.startedAt} />
          </>
        )}
        {!batch.startedAt && t('sweep.batches.notStarted')}
      </Typography>
      <BatchForecast batch={batch} forecast={forecast} />
      {batch.startedAt && (
        <SegmentedBar
          compact
          counts={batch.counts}
          linkTo={status =>
            paths.sweep(run.id, 'targets', { ...search, status })
          }
        />
      )}
      {batch.soakUntil && (
        <Typography variant="caption" component="p">
          {t('sweep.batches.soaking')} <RelativeTime at={batch.soakUntil} />
        </Typography>
      )}
      {approval && (
        <Typography variant="body2" component="p">
          <Link to={paths.sweep(run.id, 'gates')}>
            {t('sweep.batches.approvalOf', { title: approval.title })}
          </Link>{' '}
          <ApprovalChip state={approval.state} />
        </Typography>
      )}
      {!approval && batch.approval && !isLast && <ApprovalNeeded />}
    </li>
  );
}

function lookOf(
  batch: BatchSummary,
  classes: { done: string; current: string },
) {
  if (batch.finishedAt) {
    return { icon: CheckCircleIcon, tone: classes.done };
  }
  return batch.startedAt
    ? { icon: PlayCircleFilledIcon, tone: classes.current }
    : { icon: HourglassEmptyIcon, tone: '' };
}
