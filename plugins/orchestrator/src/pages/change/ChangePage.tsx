import { Link } from '@backstage/core-components';
import Divider from '@material-ui/core/Divider';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { LocalChange } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useParams } from 'react-router-dom';
import { DiffViewer } from '../../components/diff';
import { EntityName } from '../../components/EntityName';
import { LiveIndicator } from '../../components/LiveIndicator';
import { PageHeading } from '../../components/PageHeading';
import { QueryView } from '../../components/QueryView';
import { RelativeTime } from '../../components/RelativeTime';
import { ChangeChip, ChecksChip, ReviewChip } from '../../components/states';
import { UntrustedMarkdown } from '../../components/UntrustedMarkdown';
import { useLocalChange, useLocalChangeDiff, type Query } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { Conversation } from './Conversation';
import { ReviewForm } from './ReviewForm';

const useStyles = makeStyles(
  theme => ({
    facts: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(0.5, 2),
      alignItems: 'center',
      marginBottom: theme.spacing(2),
    },
    section: { margin: theme.spacing(3, 0) },
    code: { fontFamily: 'monospace', overflowWrap: 'anywhere' },
  }),
  { name: 'OrchestratorChangePage' },
);

/** Is this diff right? The review page of a change on the local code host. */
export function ChangePage() {
  const { changeId = '' } = useParams();
  const query = useLocalChange(changeId);
  return (
    <QueryView query={query}>
      {value => <Review changeId={changeId} local={value} query={query} />}
    </QueryView>
  );
}

function Review(props: {
  changeId: string;
  local: LocalChange;
  query: Query<LocalChange>;
}) {
  const { changeId, local, query } = props;
  const { change } = local;
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const diff = useLocalChangeDiff(changeId, change.headCommit);
  return (
    <>
      <PageHeading
        title={change.title}
        aside={<ChangeChip state={change.state} />}
        actions={<LiveIndicator query={query} />}
      />
      <div className={classes.facts}>
        <ReviewChip review={change.review} />
        <ChecksChip checks={change.checks} />
        <Typography variant="body2" className={classes.code}>
          {t('change.branches', {
            repository: change.repository,
            branch: change.branch,
            base: change.baseBranch,
          })}
        </Typography>
        <Typography variant="body2">
          {t('change.opened')} <RelativeTime at={change.openedAt} />
        </Typography>
        {local.runId !== undefined && (
          <Link
            to={
              local.targetId === undefined
                ? paths.sweep(local.runId)
                : paths.target(local.runId, local.targetId)
            }
            variant="body2"
          >
            {t('change.ofSweep')}
          </Link>
        )}
        {change.labels.length > 0 && (
          <Typography variant="body2">
            {t('change.labels', { labels: change.labels.join(', ') })}
          </Typography>
        )}
        {change.reviewers.length > 0 && (
          <Typography variant="body2" component="span">
            {t('change.reviewers')}{' '}
            {change.reviewers.map((reviewer, index) => (
              <span key={reviewer}>
                {index > 0 && ', '}
                <EntityName entityRef={reviewer} />
              </span>
            ))}
          </Typography>
        )}
      </div>
      {local.body && <UntrustedMarkdown content={local.body} />}
      <section className={classes.section} aria-label={t('change.diff')}>
        <QueryView query={diff} lines={8}>
          {patch => <DiffViewer patch={patch} />}
        </QueryView>
      </section>
      <Divider />
      <section
        className={classes.section}
        aria-label={t('change.conversation')}
      >
        <Conversation local={local} />
      </section>
      <ReviewForm changeId={changeId} local={local} onAnswered={query.set} />
    </>
  );
}
