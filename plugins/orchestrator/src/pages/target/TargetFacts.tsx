import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import type { TargetDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { Link } from '@backstage/core-components';
import type { ReactNode } from 'react';
import { EntityName } from '../../components/EntityName';
import { ReasonText } from '../../components/ReasonText';
import { ExpectedTurnText } from '../../components/ExpectedTurnText';
import { RelativeTime } from '../../components/RelativeTime';
import { isSafeAddress, SafeLink } from '../../components/SafeLink';
import {
  ChangeChip,
  ChecksChip,
  ReviewChip,
  TargetChip,
} from '../../components/states';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { quietColor } from '../../components/states/tones';

const useStyles = makeStyles(
  theme => ({
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      alignItems: 'center',
      marginBottom: theme.spacing(1),
    },
    title: {
      margin: 0,
      overflowWrap: 'anywhere',
      fontSize: theme.typography.h5.fontSize,
    },
    facts: {
      display: 'grid',
      gridTemplateColumns: 'minmax(6rem, max-content) minmax(0, 1fr)',
      gap: theme.spacing(0.5, 2),
      margin: theme.spacing(0, 0, 2),
      '& dt': { color: quietColor(theme) },
      '& dd': { margin: 0, overflowWrap: 'anywhere' },
    },
    notice: { marginBottom: theme.spacing(1) },
  }),
  { name: 'OrchestratorTargetFacts' },
);

/** What a target is, where it stands, and what is left to do for it. */
export function TargetFacts({ target }: { target: TargetDetail }) {
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const { repository, change, revert } = target;
  return (
    <>
      <div className={classes.head}>
        <Typography variant="h3" className={classes.title}>
          {target.title}
        </Typography>
        <TargetChip status={target.status} />
      </div>
      {target.failure && (
        <Alert severity="error" className={classes.notice}>
          <ReasonText text={target.failure.message} /> ({target.failure.code})
          {target.retryAt && (
            <>
              {' '}
              {t('target.retryAt')} <RelativeTime at={target.retryAt} />
            </>
          )}
        </Alert>
      )}
      {target.problems.map(problem => (
        <Alert severity="error" key={problem.code} className={classes.notice}>
          {problem.message}
        </Alert>
      ))}
      {target.skipReason && (
        <Alert severity="info" className={classes.notice}>
          {t('target.skipped', { reason: target.skipReason })}
        </Alert>
      )}
      {target.declinedBy && (
        <Alert severity="warning" className={classes.notice}>
          {t('target.declined')} <EntityName entityRef={target.declinedBy} />
        </Alert>
      )}
      {target.followUps.length > 0 && (
        <Alert severity="warning" className={classes.notice}>
          {t('target.followUps')}
          <ul>
            {target.followUps.map(followUp => (
              <li key={followUp.code}>{followUp.text}</li>
            ))}
          </ul>
        </Alert>
      )}
      <dl className={classes.facts}>
        <Fact name={t('target.fact.entity')}>
          <EntityName entityRef={target.entityRef} />
        </Fact>
        <Fact name={t('target.fact.owner')}>
          <EntityName entityRef={target.owner} />
        </Fact>
        {repository && (
          <Fact name={t('target.fact.repository')}>
            {repository.url ? (
              <SafeLink to={repository.url}>{repository.name}</SafeLink>
            ) : (
              repository.name
            )}
            {repository.path && ` / ${repository.path}`}
          </Fact>
        )}
        {change && (
          <Fact name={t('target.fact.change')}>
            <ChangeLink change={change} /> <ChangeChip state={change.state} />{' '}
            <ReviewChip review={change.review} />{' '}
            <ChecksChip checks={change.checks} />
          </Fact>
        )}
        {revert && (
          <Fact name={t('target.fact.revert')}>
            <ChangeLink change={revert} /> <ChangeChip state={revert.state} />
          </Fact>
        )}
        {target.turn && (
          <Fact name={t('target.fact.turn')}>
            <ExpectedTurnText turn={target.turn} />
          </Fact>
        )}
        {target.waitsFor.length > 0 && (
          <Fact name={t('target.fact.waitsFor')}>
            {target.waitsFor.map((id, index) => (
              <span key={id}>
                {index > 0 && ', '}
                <Link to={paths.target(target.runId, id)}>{id}</Link>
              </span>
            ))}
          </Fact>
        )}
      </dl>
    </>
  );
}

function Fact(props: { name: string; children: ReactNode }) {
  return (
    <>
      <Typography component="dt" variant="body2">
        {props.name}
      </Typography>
      <Typography component="dd" variant="body2">
        {props.children}
      </Typography>
    </>
  );
}

/** A change by its title: on its host, or on the portal's own review page. */
export function ChangeLink({
  change,
}: {
  change: NonNullable<TargetDetail['change']>;
}) {
  const paths = useOrchestratorPaths();
  if (change.host === 'local' && !isSafeAddress(change.url)) {
    return <Link to={paths.change(change.id)}>{change.title}</Link>;
  }
  return <SafeLink to={change.url}>{change.title}</SafeLink>;
}
