import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  RunDetail,
  SweepReport,
  TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { durationText } from '../../../components/durationText';
import { LiveIndicator } from '../../../components/LiveIndicator';
import { QueryView } from '../../../components/QueryView';
import { RelativeTime } from '../../../components/RelativeTime';
import { SegmentedBar } from '../../../components/SegmentedBar';
import { useReport } from '../../../data';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';
import { OwnersTable } from './OwnersTable';
import { ReportDownloads } from './ReportDownloads';
import { ReportTargets } from './ReportTargets';

const useStyles = makeStyles(
  theme => ({
    bar: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1, 2),
      alignItems: 'center',
      marginBottom: theme.spacing(2),
    },
    grow: { flex: 1 },
    block: { marginBottom: theme.spacing(4) },
  }),
  { name: 'OrchestratorReportTab' },
);

/** What came of the sweep: in total, per owner, per target; to read here and to take away. */
export function ReportTab({ run }: { run: RunDetail }) {
  const query = useReport(run.id);
  const t = useText();
  const classes = useStyles();
  return (
    <QueryView query={query} lines={8}>
      {report => (
        <>
          <div className={classes.bar}>
            <Typography variant="body2">
              {t('report.generated')} <RelativeTime at={report.generatedAt} />
            </Typography>
            <LiveIndicator query={query} />
            <span className={classes.grow} />
            <ReportDownloads report={report} />
          </div>
          <Totals report={report} />
          <div className={classes.block}>
            <OwnersTable report={report} />
          </div>
          <ReportTargets report={report} />
        </>
      )}
    </QueryView>
  );
}

function Totals({ report }: { report: SweepReport }) {
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const followUps = report.targets.reduce(
    (sum, target) => sum + target.followUps.length,
    0,
  );
  return (
    <section aria-label={t('report.totals')} className={classes.block}>
      <SegmentedBar
        counts={report.run.counts}
        linkTo={(status: TargetStatus[]) =>
          paths.sweep(report.run.id, 'targets', { status })
        }
      />
      <Typography variant="body2" component="p">
        {t('report.targets', { count: report.run.targets })}
        {report.durationMs !== undefined &&
          ` · ${t('report.duration', {
            time: durationText(t, report.durationMs),
          })}`}
        {report.medianCycleTimeMs !== undefined &&
          ` · ${t('report.median', {
            time: durationText(t, report.medianCycleTimeMs),
          })}`}
        {followUps > 0 && ` · ${t('report.followUps', { count: followUps })}`}
      </Typography>
    </section>
  );
}
