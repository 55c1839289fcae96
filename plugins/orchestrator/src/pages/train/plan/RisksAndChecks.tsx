import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import {
  checkRecords,
  overdueSince,
  type CheckRecord,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { EntityName } from '../../../components/EntityName';
import { EvidenceLinks } from '../../../components/EvidenceLinks';
import { RelativeTime } from '../../../components/RelativeTime';
import { useText } from '../../../translation';
import { titleOf, useTrainPage } from '../TrainContext';

const useStyles = makeStyles(
  {
    table: {
      minWidth: 720,
      '& td': { verticalAlign: 'top', overflowWrap: 'anywhere' },
    },
  },
  { name: 'OrchestratorRisksAndChecks' },
);

const COLUMNS = [
  'what',
  'owner',
  'likelihood',
  'impact',
  'mitigation',
  'due',
  'done',
] as const;

/** What is to be cleared of each product: by whom and when, what is known of a risk, and who has ticked it. */
export function RisksAndChecks() {
  const t = useText();
  const classes = useStyles();
  const { detail } = useTrainPage();
  const records = checkRecords({
    train: detail.train,
    products: new Map(detail.productStates.map(state => [state.id, state])),
  });
  return records.length === 0 ? (
    <Typography variant="body2">{t('train.plan.noChecks')}</Typography>
  ) : (
    <TableContainer>
      <Table
        size="small"
        className={classes.table}
        aria-label={t('train.plan.checks')}
      >
        <TableHead>
          <TableRow>
            <TableCell>{t('train.plan.product')}</TableCell>
            {COLUMNS.map(column => (
              <TableCell key={column}>
                {t(`train.plan.check.${column}`)}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {records.map(record => (
            <CheckRow
              key={`${record.product} ${record.check.id}`}
              record={record}
            />
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

function CheckRow({ record }: { record: CheckRecord }) {
  const { product, check, risk } = record;
  const t = useText();
  const { detail } = useTrainPage();
  return (
    <TableRow>
      <TableCell>{titleOf(detail, product)}</TableCell>
      <TableCell component="th" scope="row" role="rowheader">
        {t(`train.plan.check.kind.${check.kind}`)}: {check.title}
      </TableCell>
      <TableCell>
        <EntityName entityRef={check.owner} />
      </TableCell>
      <TableCell>
        {risk && t(`train.plan.check.level.${risk.likelihood}`)}
      </TableCell>
      <TableCell>
        {risk && t(`train.plan.check.level.${risk.impact}`)}
      </TableCell>
      <TableCell>{risk?.mitigation}</TableCell>
      <TableCell>{check.due && <RelativeTime at={check.due} />}</TableCell>
      <TableCell>
        <Done record={record} />
      </TableCell>
    </TableRow>
  );
}

function Done({ record: { check, tick, outdated } }: { record: CheckRecord }) {
  const t = useText();
  const { detail } = useTrainPage();
  if (!tick) {
    const isLate = overdueSince(check, detail.now) !== undefined;
    return (
      <>
        {t(isLate ? 'train.plan.check.overdue' : 'train.plan.check.open')}
        {outdated && <div>{t('train.plan.check.outdated')}</div>}
      </>
    );
  }
  return (
    <>
      <EntityName entityRef={tick.by} /> <RelativeTime at={tick.at} />
      {tick.note && <div>{tick.note}</div>}
      <EvidenceLinks runId={detail.id} links={tick.evidence} />
    </>
  );
}
