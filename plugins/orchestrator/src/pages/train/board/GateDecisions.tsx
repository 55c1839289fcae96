import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import {
  TRAIN_PART,
  type GateDecision,
  type GatePart,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { Disclosure } from '../../../components/Disclosure';
import { EntityNameOrText } from '../../../components/EntityName';
import { RelativeTime } from '../../../components/RelativeTime';
import { GateStatusChip } from '../../../components/states';
import { ReasonText } from '../../../components/ReasonText';
import { useText, type Text } from '../../../translation';
import { titleOf, useTrainPage } from '../TrainContext';
import { shortDigest } from './SignButtons';
import { SignOffList } from './SignOffList';

const useStyles = makeStyles(
  theme => ({
    decision: {
      padding: theme.spacing(1, 0),
      borderTop: `1px solid ${theme.palette.divider}`,
      overflowWrap: 'anywhere',
    },
  }),
  { name: 'OrchestratorGateDecisions' },
);

/** Every decision of a gate, the newest first, with what it rested on. */
export function GateDecisions({ decisions }: { decisions: GateDecision[] }) {
  const t = useText();
  return decisions.length === 0 ? null : (
    <Disclosure
      label={t('train.board.gate.decisions', { count: decisions.length })}
    >
      {[...decisions].reverse().map(decision => (
        <Decision key={decision.at} decision={decision} />
      ))}
    </Disclosure>
  );
}

function Decision({ decision }: { decision: GateDecision }) {
  const t = useText();
  const classes = useStyles();
  return (
    <div className={classes.decision}>
      <GateStatusChip status={decision.outcome} />{' '}
      {t(`train.board.gate.cause.${decision.cause}`)}:{' '}
      <ReasonText text={decision.reason} /> <RelativeTime at={decision.at} />
      {decision.by.length > 0 && (
        <>
          , {t('train.board.gate.decidedBy')}{' '}
          {decision.by.map((by, index) => (
            <span key={by}>
              {index > 0 && ', '}
              <EntityNameOrText text={by} />
            </span>
          ))}
        </>
      )}
      ,{' '}
      {t('train.board.gate.revision', {
        revision: String(decision.planRevision),
      })}
      <Disclosure label={t('train.board.gate.rested')}>
        <RestsTable rests={decision.rests} />
        <SignOffList
          signOffs={decision.signOffs}
          digest={decision.evidenceDigest}
        />
      </Disclosure>
    </div>
  );
}

function RestsTable({ rests }: { rests: GatePart[] }) {
  const t = useText();
  const { detail } = useTrainPage();
  return (
    <TableContainer>
      <Table size="small" aria-label={t('train.board.gate.rested')}>
        <TableHead>
          <TableRow>
            <TableCell>{t('train.board.gate.part')}</TableCell>
            <TableCell>{t('train.board.gate.counts')}</TableCell>
            <TableCell>{t('train.board.gate.waivers')}</TableCell>
            <TableCell>{t('train.board.gate.digest')}</TableCell>
            <TableCell>{t('train.board.gate.stream')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {rests.map(rest => (
            <TableRow key={rest.part}>
              <TableCell>
                {rest.part === TRAIN_PART
                  ? t('train.board.wholeTrain')
                  : titleOf(detail, rest.part)}
              </TableCell>
              <TableCell>{countsText(t, rest.counts)}</TableCell>
              <TableCell>
                {rest.waivers.map(({ criterion, by, reason }) => (
                  <div key={criterion}>
                    {criterion}: <EntityNameOrText text={by} />, {reason}
                  </div>
                ))}
              </TableCell>
              <TableCell>
                <code>{shortDigest(rest.digest)}</code>
              </TableCell>
              <TableCell>{rest.version}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

function countsText(t: Text, counts: GatePart['counts']): string {
  return (Object.keys(counts) as (keyof typeof counts)[])
    .map(status => `${t(`trainState.standing.${status}`)} ${counts[status]}`)
    .join(', ');
}
