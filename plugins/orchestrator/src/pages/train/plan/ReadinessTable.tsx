import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import type {
  PassengerState,
  PlannedMilestone,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { EntityName } from '../../../components/EntityName';
import { EvidenceLinks } from '../../../components/EvidenceLinks';
import { RelativeTime } from '../../../components/RelativeTime';
import { ReadinessChip, type Readiness } from '../../../components/states';
import { useText } from '../../../translation';
import { titleOf, useTrainPage } from '../TrainContext';
import { DropButton, ReadinessButtons } from './ReadinessButtons';

const useStyles = makeStyles(
  { table: { minWidth: 560, '& td': { verticalAlign: 'top' } } },
  { name: 'OrchestratorReadinessTable' },
);

/** Where a product stands with a deadline. */
export function readinessOf(
  passenger: PassengerState,
  milestone: string,
): Readiness {
  if (passenger.standing === 'left') {
    return 'left';
  }
  const isOf = (one: { milestone: string }) => one.milestone === milestone;
  if (passenger.ready.some(isOf)) {
    return 'ready';
  }
  if (passenger.exceptions.some(isOf)) {
    return 'excepted';
  }
  return passenger.late.includes(milestone) ? 'late' : 'open';
}

/** Products down, deadlines across: who is ready, who is late, and what can be done about it. */
export function ReadinessTable() {
  const t = useText();
  const classes = useStyles();
  const { detail } = useTrainPage();
  const deadlines = detail.train.plan.milestones.filter(
    ({ deadline }) => deadline,
  );
  return (
    <>
      {deadlines.length === 0 && (
        <Typography variant="body2">{t('train.plan.noDeadlines')}</Typography>
      )}
      <TableContainer>
        <Table
          size="small"
          className={classes.table}
          aria-label={t('train.plan.readiness')}
        >
          <TableHead>
            <TableRow>
              <TableCell>{t('train.plan.product')}</TableCell>
              {deadlines.map(({ id, title, at }) => (
                <TableCell key={id}>
                  {title}, <RelativeTime at={at} />
                </TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {detail.train.passengers.map(passenger => (
              <TableRow key={passenger.id}>
                <TableCell component="th" scope="row" role="rowheader">
                  {titleOf(detail, passenger.id)}
                  {passenger.left ? (
                    <Typography variant="body2">
                      {passenger.left.reason},{' '}
                      <EntityName entityRef={passenger.left.by} />
                    </Typography>
                  ) : (
                    <div>
                      <DropButton product={passenger.id} />
                    </div>
                  )}
                </TableCell>
                {deadlines.map(milestone => (
                  <ReadinessCell
                    key={milestone.id}
                    passenger={passenger}
                    milestone={milestone}
                  />
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
    </>
  );
}

function ReadinessCell(props: {
  passenger: PassengerState;
  milestone: PlannedMilestone;
}) {
  const { passenger, milestone } = props;
  const { detail } = useTrainPage();
  const readiness = readinessOf(passenger, milestone.id);
  const ready = passenger.ready.find(one => one.milestone === milestone.id);
  const exception = passenger.exceptions.find(
    one => one.milestone === milestone.id,
  );
  return (
    <TableCell>
      <ReadinessChip readiness={readiness} />
      {ready && (
        <div>
          <EntityName entityRef={ready.by} /> <RelativeTime at={ready.at} />
          <EvidenceLinks runId={detail.id} links={ready.evidence} />
        </div>
      )}
      {exception && (
        <div>
          <EntityName entityRef={exception.by} />: {exception.reason}
        </div>
      )}
      {(readiness === 'open' || readiness === 'late') && (
        <ReadinessButtons product={passenger.id} milestone={milestone} />
      )}
    </TableCell>
  );
}
