import { Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { ActorName, EntityName } from '../../components/EntityName';
import { Countdown } from '../../components/Countdown';
import { LiveIndicator } from '../../components/LiveIndicator';
import { PageHeading } from '../../components/PageHeading';
import { RelativeTime } from '../../components/RelativeTime';
import { PhaseChip } from '../../components/states';
import { quietColor } from '../../components/states/tones';
import { UntrustedMarkdown } from '../../components/UntrustedMarkdown';
import { useReasonWords } from '../../components/ReasonText';
import { ZonedTime } from '../../components/ZonedTime';
import type { Query, TrainDetail } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { percentText } from './forecast';
import { OpenQuestions } from './OpenQuestions';
import { TrainActions } from './TrainActions';
import { useTrainPage } from './TrainContext';

const useStyles = makeStyles(
  theme => ({
    facts: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(0.5, 3),
      marginBottom: theme.spacing(1),
      color: quietColor(theme),
    },
    block: { marginBottom: theme.spacing(2) },
  }),
  { name: 'OrchestratorTrainHeader' },
);

/** Title, phase, departure, the one next action, and what is open in words. */
export function TrainHeader(props: { query: Query<TrainDetail> }) {
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const { detail } = useTrainPage();
  const { train } = detail;
  return (
    <header>
      <PageHeading
        title={detail.title}
        aside={
          <>
            <PhaseChip phase={detail.phase} outcome={detail.outcome} />
            <LiveIndicator query={props.query} />
          </>
        }
        actions={<TrainActions />}
      />
      <div className={classes.facts}>
        <Typography variant="body2">
          <Departure />
        </Typography>
        <Likely />
        <Typography variant="body2">
          {t('train.owner')}: <EntityName entityRef={detail.owner} />
        </Typography>
        <Typography variant="body2">
          {t('train.createdBy')} <ActorName actor={detail.createdBy} />,{' '}
          <RelativeTime at={detail.createdAt} />
        </Typography>
        <Typography variant="body2">
          <Link to={paths.train(detail.id, 'manifest')}>
            {t('train.planRevision', { revision: String(train.plan.revision) })}
          </Link>
        </Typography>
      </div>
      {detail.description && (
        <div className={classes.block}>
          <UntrustedMarkdown content={detail.description} />
        </div>
      )}
      <Notices />
      <OpenQuestions />
    </header>
  );
}

function Departure() {
  const t = useText();
  const { detail } = useTrainPage();
  const { train, departure, timezone } = detail;
  const at = train.departedAt ?? departure;
  return (
    <>
      {train.departedAt ? t('train.departed') : t('train.departs')}{' '}
      <strong>
        {train.departedAt ? <RelativeTime at={at} /> : <Countdown to={at} />}
      </strong>
      : <ZonedTime at={at} timezone={timezone} />
      {new Intl.DateTimeFormat().resolvedOptions().timeZone !== timezone && (
        <>
          {' '}
          (<ZonedTime at={at} />, {t('train.yourTime')})
        </>
      )}
    </>
  );
}

/** When it is likely to depart, or to be through: the forecast is one click away. */
function Likely() {
  const t = useText();
  const paths = useOrchestratorPaths();
  const { detail, forecast: query } = useTrainPage();
  const forecast = query.value?.forecast;
  if (!forecast) {
    return null;
  }
  const { departure, finish } = forecast;
  return (
    <Typography variant="body2">
      <Link to={paths.train(detail.id, 'timeline')}>
        {departure
          ? t('train.forecast.departsLikely', {
              percent: percentText(t, departure.onTimeShare),
            })
          : t('train.forecast.doneLikely')}
      </Link>{' '}
      <RelativeTime at={departure ? departure.expected.p50 : finish.p50} />
    </Typography>
  );
}

/** What holds the whole train, or is done to it. */
function Notices() {
  const t = useText();
  const inWords = useReasonWords();
  const classes = useStyles();
  const { train, now, archivedAt, importedAt } = useTrainPage().detail;
  const { pause, rollback, override } = train;
  return (
    <>
      {archivedAt && (
        <Alert severity="info" className={classes.block}>
          {t(importedAt ? 'train.imported' : 'train.archived')}{' '}
          <RelativeTime at={archivedAt} />
        </Alert>
      )}
      {pause && (
        <Alert severity="warning" className={classes.block}>
          {t('train.paused', { reason: inWords(pause.reason) })}{' '}
          <EntityName entityRef={pause.by} /> <RelativeTime at={pause.at} />
        </Alert>
      )}
      {rollback && (
        <Alert severity="warning" className={classes.block}>
          {t('train.rollingBack', { reason: inWords(rollback.reason) })}{' '}
          <RelativeTime at={rollback.at} />
        </Alert>
      )}
      {override && override.expiresAt > now && (
        <Alert severity="info" className={classes.block}>
          {t('train.overridden', {
            until: new Date(override.expiresAt).toLocaleString(),
            reason: override.reason,
          })}{' '}
          <EntityName entityRef={override.by} />
        </Alert>
      )}
    </>
  );
}
