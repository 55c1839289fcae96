import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  BatchState,
  RunEventRecord,
  RunState,
  SweepMoment,
  TargetCounts,
  TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useMemo } from 'react';
import { useReasonWords } from '../../../components/ReasonText';
import { SegmentedBar } from '../../../components/SegmentedBar';
import { ApprovalChip, RunChip, TargetChip } from '../../../components/states';
import { useText } from '../../../translation';

const useStyles = makeStyles(
  theme => ({
    line: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      alignItems: 'center',
      margin: theme.spacing(1, 0, 2),
      overflowWrap: 'anywhere',
    },
    batches: { listStyle: 'none', margin: 0, padding: 0, maxWidth: 720 },
    batch: { marginBottom: theme.spacing(2) },
  }),
  { name: 'OrchestratorSweepReplayView' },
);

/** The sweep after some of its events: status, the target that the event is of, all targets by state, batches. */
export function ReplayView(props: {
  moment: SweepMoment;
  event: RunEventRecord;
}) {
  const { moment, event } = props;
  const { run, targets } = moment;
  const t = useText();
  const inWords = useReasonWords();
  const classes = useStyles();
  const counts = useMemo(() => countByBatch(targets), [targets]);
  if (!run) {
    return null;
  }
  const target =
    event.targetId === undefined ? undefined : targets.get(event.targetId);
  return (
    <>
      <div className={classes.line}>
        <RunChip status={run.status} outcome={run.outcome} />
        {run.pause && (
          <span>
            {t('sweep.replay.paused', { reason: inWords(run.pause.reason) })}
          </span>
        )}
        {target && (
          <span>
            {t('sweep.replay.target')} {target.title}{' '}
            <TargetChip status={target.status} />
          </span>
        )}
      </div>
      <Typography variant="h6" component="h3" gutterBottom>
        {t('sweep.replay.targets')}
      </Typography>
      <SegmentedBar counts={counts.all} />
      {run.batches.length > 0 && (
        <>
          <Typography
            variant="h6"
            component="h3"
            gutterBottom
            style={{ marginTop: 16 }}
          >
            {t('sweep.batches.title')}
          </Typography>
          <ol className={classes.batches}>
            {run.batches.map(batch => (
              <Batch
                key={batch.index}
                run={run}
                batch={batch}
                counts={counts.ofBatch.get(batch.index) ?? {}}
              />
            ))}
          </ol>
        </>
      )}
    </>
  );
}

function Batch(props: {
  run: RunState;
  batch: BatchState;
  counts: TargetCounts;
}) {
  const { run, batch, counts } = props;
  const t = useText();
  const classes = useStyles();
  const approval = run.approvals
    .filter(({ batch: index }) => index === batch.index)
    .pop();
  return (
    <li
      className={classes.batch}
      aria-current={run.currentBatch === batch.index ? 'step' : undefined}
    >
      <Typography variant="body2" gutterBottom>
        {batch.name}, {t('sweep.batches.size', { count: batch.size })},{' '}
        {t(`sweep.batches.${standingOf(batch)}`)}
        {approval && (
          <>
            {' '}
            <ApprovalChip state={approval.state} />
          </>
        )}
      </Typography>
      {batch.startedAt && <SegmentedBar compact counts={counts} />}
    </li>
  );
}

function standingOf(batch: BatchState): 'finished' | 'started' | 'notStarted' {
  if (batch.finishedAt) {
    return 'finished';
  }
  return batch.startedAt ? 'started' : 'notStarted';
}

/** Number of targets in each status, of all and of each batch. */
function countByBatch(targets: ReadonlyMap<string, TargetState>): {
  all: TargetCounts;
  ofBatch: ReadonlyMap<number, TargetCounts>;
} {
  const all: TargetCounts = {};
  const ofBatch = new Map<number, TargetCounts>();
  const add = (counts: TargetCounts, { status }: TargetState) => {
    counts[status] = (counts[status] ?? 0) + 1;
  };
  for (const target of targets.values()) {
    add(all, target);
    if (target.batch !== undefined) {
      const own = ofBatch.get(target.batch) ?? {};
      ofBatch.set(target.batch, own);
      add(own, target);
    }
  }
  return { all, ofBatch };
}
