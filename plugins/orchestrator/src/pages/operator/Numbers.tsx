import { Link } from '@backstage/core-components';
import Grid from '@material-ui/core/Grid';
import MuiLink from '@material-ui/core/Link';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { WorkStats } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { ReactNode } from 'react';
import { RelativeTime } from '../../components/RelativeTime';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { anchorOf, type SectionName } from './Section';

const useStyles = makeStyles(
  theme => ({
    card: { padding: theme.spacing(2), height: '100%' },
    value: { fontSize: theme.typography.h5.fontSize },
  }),
  { name: 'OrchestratorOperatorNumbers' },
);

/** The numbers that say how much there is to do; each leads to its rows. */
export function Numbers({ work }: { work: WorkStats }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  const alive = work.workers.filter(({ state }) => state === 'alive');
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  const [oldest] = work.lanes
    .flatMap(({ oldestReadyAt }) => oldestReadyAt ?? [])
    .sort();
  return (
    <Grid container spacing={2}>
      <Card title={t('operator.number.busy')} section="workers">
        {t('operator.of', {
          part: String(sum(alive.map(({ busy }) => busy))),
          all: String(sum(alive.map(({ slots }) => slots))),
        })}
      </Card>
      <Card title={t('operator.number.ready')} section="queues">
        {sum(work.lanes.map(({ ready }) => ready))}
      </Card>
      <Card title={t('operator.number.oldest')} section="oldest">
        {oldest === undefined ? (
          t('operator.number.nothingWaits')
        ) : (
          <RelativeTime at={oldest} />
        )}
      </Card>
      <Card title={t('operator.number.deadLetters')} section="deadLetters">
        {work.deadLetters + work.trainDeadLetters}
      </Card>
      <Card title={t('operator.number.approvals')} to={paths.inbox()}>
        {work.approvals.waiting}
      </Card>
      <Card title={t('operator.number.gates')} to={paths.inbox()}>
        {work.gates.waiting}
      </Card>
      <Card title={t('operator.number.timersDue')} section="timers">
        {t('operator.of', {
          part: String(work.timers.due),
          all: String(work.timers.waiting),
        })}
      </Card>
      <Card title={t('operator.number.outbox')} section="outbox">
        {work.outbox.waiting}
      </Card>
    </Grid>
  );
}

function Card(props: {
  title: string;
  /** A part of this page, or another page. */
  section?: SectionName;
  to?: string;
  children: ReactNode;
}) {
  const { title, section, to, children } = props;
  const classes = useStyles();
  return (
    <Grid item xs={6} sm={4} md={3}>
      <Paper
        variant="outlined"
        className={classes.card}
        role="group"
        aria-label={title}
      >
        <Typography variant="body2">{title}</Typography>
        <Typography component="p" className={classes.value}>
          {to !== undefined ? (
            <Link to={to}>{children}</Link>
          ) : (
            <MuiLink href={section && anchorOf(section)}>{children}</MuiLink>
          )}
        </Typography>
      </Paper>
    </Grid>
  );
}
