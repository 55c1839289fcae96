import { InfoCard, Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { problemOf, useEntitySummary } from '../data';
import { useOrchestratorPaths } from '../routes';
import { useText } from '../translation';
import { useEntityName } from './useEntityName';

const useStyles = makeStyles(
  theme => ({
    list: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1, 4),
      listStyle: 'none',
      margin: 0,
      padding: 0,
    },
    number: { display: 'block', fontSize: theme.typography.h4.fontSize },
  }),
  { name: 'OrchestratorEntityCard' },
);

/** Anything for me? Three numbers that are links; nothing where there is nothing. */
export function EntityOrchestratorCard() {
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const { name, ref } = useEntityName();
  const { value, error } = useEntitySummary(name, 1);
  if (error && value === undefined) {
    return (
      <InfoCard title={t('entity.title')}>
        <Typography variant="body2">
          {t('entity.failed', { message: problemOf(error).message })}
        </Typography>
      </InfoCard>
    );
  }
  if (
    value === undefined ||
    value.openChanges + value.waitingForOwner + value.runsInProgress === 0
  ) {
    return null;
  }
  const numbers = [
    {
      count: value.openChanges,
      label: t('entity.openChanges', { count: value.openChanges }),
      to: paths.sweeps({ entity: ref }),
    },
    {
      count: value.waitingForOwner,
      label: t('entity.waiting', { count: value.waitingForOwner }),
      to: paths.inbox(),
    },
    {
      count: value.runsInProgress,
      label: t('entity.running', { count: value.runsInProgress }),
      to: paths.sweeps({
        entity: ref,
        status: [
          'planned',
          'dryRunning',
          'readyToStart',
          'running',
          'awaitingApproval',
          'tracking',
          'paused',
          'rollingBack',
        ],
      }),
    },
  ].filter(({ count }) => count > 0);
  return (
    <InfoCard title={t('entity.title')}>
      <ul className={classes.list}>
        {numbers.map(({ count, label, to }) => (
          <li key={label}>
            <Link to={to}>
              <span className={classes.number}>{count}</span>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </InfoCard>
  );
}
