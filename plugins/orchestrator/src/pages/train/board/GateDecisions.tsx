import { Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import {
  GATE_DECISIONS_KEPT,
  gateStream,
  TRAIN_PART,
  type GateDecision,
  type GatePart,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { Disclosure } from '../../../components/Disclosure';
import { EntityNameOrText } from '../../../components/EntityName';
import { RelativeTime } from '../../../components/RelativeTime';
import { GateStatusChip } from '../../../components/states';
import { ReasonText } from '../../../components/ReasonText';
import { EventPages } from '../../../components/timeline';
import { useEvents, type TrainDetail } from '../../../data';
import { useOrchestratorPaths } from '../../../routes';
import { useText, type Text } from '../../../translation';
import { titleOf, useTrainPage } from '../TrainContext';
import { Figures } from './Figures';
import { shortDigest } from './SignButtons';
import { SignOffList } from './SignOffList';

const DECIDED = ['gate.decided'];

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

/** Every decision of a gate, the newest first, with what it rested on and a way to look at that moment. */
export function GateDecisions(props: {
  gate: string;
  decisions: GateDecision[];
}) {
  const { gate, decisions } = props;
  const t = useText();
  if (decisions.length === 0) {
    return null;
  }
  const count = decisions.length;
  const isCut = count >= GATE_DECISIONS_KEPT;
  return (
    <Disclosure
      label={
        isCut
          ? t('train.board.gate.latestDecisions', { kept: String(count) })
          : t('train.board.gate.decisions', { count })
      }
    >
      <DecisionList gate={gate} decisions={[...decisions].reverse()} />
      {isCut && (
        <Disclosure label={t('train.board.gate.earlier')}>
          <EarlierDecisions gate={gate} before={decisions[0].at} />
        </Disclosure>
      )}
    </Disclosure>
  );
}

/** Decisions that the log alone has, page by page. */
function EarlierDecisions({ gate, before }: { gate: string; before: string }) {
  const t = useText();
  const { detail } = useTrainPage();
  const events = useEvents(detail.id, { type: DECIDED });
  const earlier = events.items
    .filter(({ stream }) => stream === gateStream(detail.id, gate))
    .map(({ data }) => data as unknown as GateDecision)
    .filter(({ at }) => at < before);
  return (
    <EventPages events={events}>
      <DecisionList gate={gate} decisions={earlier} />
      {earlier.length === 0 && !events.hasMore && (
        <Typography variant="body2">
          {t('train.board.gate.noEarlier')}
        </Typography>
      )}
    </EventPages>
  );
}

function DecisionList(props: { gate: string; decisions: GateDecision[] }) {
  return (
    <>
      {props.decisions.map(decision => (
        <Decision key={decision.at} gate={props.gate} decision={decision} />
      ))}
    </>
  );
}

function Decision(props: { gate: string; decision: GateDecision }) {
  const { gate, decision } = props;
  const t = useText();
  const paths = useOrchestratorPaths();
  const { detail } = useTrainPage();
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
      {decision.outcome === 'noGo' && <Blocking rests={decision.rests} />}
      <div>
        <Link
          to={paths.train(detail.id, 'replay', { gate, at: decision.at })}
          underline="always"
        >
          {t('train.board.gate.replay')}
        </Link>
      </div>
      <Disclosure label={t('train.board.gate.rested')}>
        <RestsTable rests={decision.rests} />
        <MeasuredThen rests={decision.rests} />
        <SignOffList
          signOffs={decision.signOffs}
          digest={decision.evidenceDigest}
        />
      </Disclosure>
    </div>
  );
}

/** What stood in the way, in the words of then. */
function Blocking({ rests }: { rests: GatePart[] }) {
  const t = useText();
  const { detail } = useTrainPage();
  const lines = rests.flatMap(({ part, blocking }) =>
    blocking.map(({ criterion, title, status, summary }) => (
      <li key={`${part} ${criterion}`}>
        {partTitle(t, detail, part)}, {title}:{' '}
        {t(`trainState.standing.${status}`)}. <ReasonText text={summary} />
      </li>
    )),
  );
  return lines.length === 0 ? null : (
    <>
      <Typography variant="subtitle2" component="h5">
        {t('train.board.gate.blocked')}
      </Typography>
      <ul>{lines}</ul>
    </>
  );
}

/** Figures as they were when it was decided; the samples themselves may be gone by now. */
function MeasuredThen({ rests }: { rests: GatePart[] }) {
  const t = useText();
  const { detail } = useTrainPage();
  return (
    <>
      {rests.flatMap(({ part, measured = [] }) =>
        measured.map(({ criterion, title, at, ...figures }) => (
          <div key={`${part} ${criterion}`}>
            <Typography variant="subtitle2" component="h5">
              {partTitle(t, detail, part)}, {title}, <RelativeTime at={at} />
            </Typography>
            <Figures
              measured={figures}
              label={t('train.board.figures.of', {
                who: partTitle(t, detail, part),
                criterion: title,
              })}
            />
          </div>
        )),
      )}
    </>
  );
}

function partTitle(t: Text, detail: TrainDetail, part: string): string {
  return part === TRAIN_PART
    ? t('train.board.wholeTrain')
    : titleOf(detail, part);
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
            <TableCell>{t('train.board.gate.verdicts')}</TableCell>
            <TableCell>{t('train.board.gate.digest')}</TableCell>
            <TableCell>{t('train.board.gate.stream')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {rests.map(rest => (
            <TableRow key={rest.part}>
              <TableCell>{partTitle(t, detail, rest.part)}</TableCell>
              <TableCell>{countsText(t, rest.counts)}</TableCell>
              <TableCell>
                {rest.waivers.map(({ criterion, by, reason, expiresAt }) => (
                  <div key={criterion}>
                    {criterion}: <EntityNameOrText text={by} />, {reason},{' '}
                    {t('train.board.gate.until')}{' '}
                    <RelativeTime at={expiresAt} />
                  </div>
                ))}
              </TableCell>
              <TableCell>
                {rest.verdicts?.map(({ criterion, by, status, reason }) => (
                  <div key={criterion}>
                    {criterion}: {t(`trainState.standing.${status}`)},{' '}
                    <EntityNameOrText text={by} />, {reason}
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
