import { Link } from '@backstage/core-components';
import Grid from '@material-ui/core/Grid';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import type { WorkStats } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { ReactNode } from 'react';
import { LiveIndicator } from '../../components/LiveIndicator';
import { PageHeading } from '../../components/PageHeading';
import { QueryView } from '../../components/QueryView';
import { RelativeTime } from '../../components/RelativeTime';
import { useWork } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';

const useStyles = makeStyles(
  theme => ({
    card: { padding: theme.spacing(2), height: '100%' },
    section: { marginTop: theme.spacing(4) },
  }),
  {
    name: 'OrchestratorOperator',
  },
);

/** Is the engine well? Workers, queues, dead letters, what waits to be sent, timers. */
export function OperatorPage() {
  const t = useText();
  const query = useWork();
  return (
    <>
      <PageHeading
        title={t('operator.title')}
        aside={<LiveIndicator query={query} />}
      />
      <QueryView query={query}>{work => <Work work={work} />}</QueryView>
    </>
  );
}

function Work({ work }: { work: WorkStats }) {
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  return (
    <>
      <Grid container spacing={2}>
        <NumberCard title={t('operator.transport')} value={work.transport} />
        <NumberCard
          title={t('operator.deadLetters')}
          value={
            work.deadLetters > 0 ? (
              <Link to={paths.sweeps()}>{work.deadLetters}</Link>
            ) : (
              0
            )
          }
          note={t('operator.deadLettersHint')}
        />
        <NumberCard
          title={t('operator.outbox')}
          value={work.outbox.waiting}
          note={
            work.outbox.oldest && (
              <>
                {t('operator.oldest')} <RelativeTime at={work.outbox.oldest} />
              </>
            )
          }
        />
        <NumberCard
          title={t('operator.timers')}
          value={work.timers.waiting}
          note={
            work.timers.next && (
              <>
                {t('operator.next')} <RelativeTime at={work.timers.next} />
              </>
            )
          }
        />
      </Grid>
      <section className={classes.section}>
        <Rows
          title={t('operator.workers')}
          empty={t('operator.noWorkers')}
          columns={[
            t('operator.worker'),
            t('operator.busy'),
            t('operator.started'),
          ]}
          rows={work.workers.map(worker => [
            worker.id,
            t('operator.busyOf', {
              busy: String(worker.busy),
              slots: String(worker.slots),
            }),
            <RelativeTime key="time" at={worker.startedAt} />,
          ])}
        />
      </section>
      <section className={classes.section}>
        <Rows
          title={t('operator.queues')}
          empty={t('operator.noQueues')}
          columns={[
            t('operator.lane'),
            t('operator.ready'),
            t('operator.scheduled'),
            t('operator.running'),
            t('operator.oldestReady'),
          ]}
          rows={work.lanes.map(lane => [
            lane.lane,
            lane.ready,
            lane.scheduled,
            lane.running,
            lane.oldestReadyAt === undefined ? (
              ''
            ) : (
              <RelativeTime key="time" at={lane.oldestReadyAt} />
            ),
          ])}
        />
      </section>
    </>
  );
}

function NumberCard(props: {
  title: string;
  value: ReactNode;
  note?: ReactNode;
}) {
  const classes = useStyles();
  return (
    <Grid item xs={6} md={3}>
      <Paper
        variant="outlined"
        className={classes.card}
        component="section"
        aria-label={props.title}
      >
        <Typography variant="body2">{props.title}</Typography>
        <Typography variant="h4" component="p">
          {props.value}
        </Typography>
        <Typography variant="caption">{props.note}</Typography>
      </Paper>
    </Grid>
  );
}

function Rows(props: {
  title: string;
  empty: string;
  columns: string[];
  rows: ReactNode[][];
}) {
  const { title, empty, columns, rows } = props;
  return (
    <>
      <Typography variant="h5" component="h3" gutterBottom>
        {title}
      </Typography>
      {rows.length === 0 ? (
        <Typography variant="body2">{empty}</Typography>
      ) : (
        <TableContainer>
          <Table size="small" aria-label={title}>
            <TableHead>
              <TableRow>
                {columns.map(column => (
                  <TableCell key={column}>{column}</TableCell>
                ))}
              </TableRow>
            </TableHead>
            <TableBody>
              {rows.map(cells => (
                <TableRow key={String(cells[0])}>
                  {cells.map((cell, index) => (
                    <TableCell key={columns[index]}>{cell}</TableCell>
                  ))}
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </TableContainer>
      )}
    </>
  );
}
