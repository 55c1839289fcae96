import { EmptyState, Link } from '@backstage/core-components';
import Box from '@material-ui/core/Box';
import Button from '@material-ui/core/Button';
import Chip from '@material-ui/core/Chip';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  DiffGroup,
  RunDetail,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { ArtifactDiff } from '../../../components/ArtifactText';
import { DiffCounts, DiffViewSwitch } from '../../../components/diff';
import { Disclosure } from '../../../components/Disclosure';
import { LiveIndicator } from '../../../components/LiveIndicator';
import { FailedToLoad, Loading } from '../../../components/QueryView';
import { useDiffs } from '../../../data';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';

/** Targets of a group that are named before "and … more". */
const MAX_TARGETS_NAMED = 8;

const useStyles = makeStyles(
  theme => ({
    bar: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      justifyContent: 'space-between',
      alignItems: 'center',
      marginBottom: theme.spacing(2),
    },
    group: { padding: theme.spacing(2), marginBottom: theme.spacing(2) },
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      alignItems: 'center',
    },
    targets: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(0.5, 1.5),
      listStyle: 'none',
      margin: theme.spacing(1, 0),
      padding: 0,
    },
  }),
  { name: 'OrchestratorDiffsTab' },
);

/** Every diff of the sweep, canaries first; the same diff in many modules is shown once. */
export function DiffsTab({ run }: { run: RunDetail }) {
  const t = useText();
  const classes = useStyles();
  const diffs = useDiffs(run.id);
  const allFine = run.targets > 0 && run.counts.alreadyFine === run.targets;
  if (diffs.loading) {
    return <Loading />;
  }
  if (diffs.error && diffs.items.length === 0) {
    return <FailedToLoad error={diffs.error} retry={diffs.refresh} />;
  }
  if (diffs.items.length === 0) {
    return (
      <EmptyState
        missing="content"
        title={t('sweep.diffs.empty')}
        description={
          allFine ? t('sweep.diffs.allFine') : t('sweep.diffs.emptyHint')
        }
      />
    );
  }
  return (
    <>
      <div className={classes.bar}>
        <LiveIndicator query={diffs} />
        <DiffViewSwitch />
      </div>
      {diffs.items.map((group, index) => (
        <DiffGroupCard
          key={`${group.patchId}:${group.artifact}`}
          run={run}
          group={group}
          startOpen={index === 0}
        />
      ))}
      {diffs.hasMore && (
        <Box mt={2}>
          <Button
            variant="outlined"
            disabled={diffs.loadingMore}
            onClick={() => diffs.loadMore()}
          >
            {t('common.loadMore')}
          </Button>
        </Box>
      )}
    </>
  );
}

function DiffGroupCard(props: {
  run: RunDetail;
  group: DiffGroup;
  startOpen: boolean;
}) {
  const { run, group, startOpen } = props;
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const more = group.targets.length - MAX_TARGETS_NAMED;
  return (
    <Paper variant="outlined" component="section" className={classes.group}>
      <div className={classes.head}>
        <Typography variant="h6" component="h3">
          {t('sweep.diffs.same', { count: group.targets.length })}
        </Typography>
        {group.canary && (
          <Chip
            size="small"
            variant="outlined"
            style={{ margin: 0 }}
            label={
              run.batches.length === 0
                ? t('sweep.diffs.canaryToBe')
                : t('sweep.diffs.canary')
            }
          />
        )}
        <Typography variant="body2">
          {t('sweep.diffs.files', { count: group.files })}
        </Typography>
        <DiffCounts additions={group.additions} deletions={group.deletions} />
      </div>
      <ul className={classes.targets}>
        {group.targets.slice(0, MAX_TARGETS_NAMED).map(target => (
          <li key={target.id}>
            <Link to={paths.target(run.id, target.id)}>{target.title}</Link>
            {target.canary && group.targets.length > 1 && (
              <> ({t('sweep.diffs.canaryTarget')})</>
            )}
          </li>
        ))}
        {more > 0 && <li>{t('sweep.diffs.moreTargets', { count: more })}</li>}
      </ul>
      <Disclosure label={t('sweep.diffs.show')} startOpen={startOpen}>
        <ArtifactDiff runId={run.id} digest={group.artifact} hideSwitch />
      </Disclosure>
    </Paper>
  );
}
