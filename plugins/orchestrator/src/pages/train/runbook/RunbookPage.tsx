import { EmptyState, Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { EntityName } from '../../../components/EntityName';
import { ActivationChip } from '../../../components/states';
import { useUrlFilters } from '../../../data';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';
import { titleOf, useTrainPage } from '../TrainContext';
import { CurrentItem } from './CurrentItem';
import { OnCall } from './OnCall';
import { RollbackBar } from './RollbackBar';
import { runbookOf } from './runbookOf';
import { RunbookSteps } from './RunbookSteps';

const useStyles = makeStyles(
  theme => ({
    root: { maxWidth: 640, margin: '0 auto', overflowWrap: 'anywhere' },
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      alignItems: 'center',
      marginBottom: theme.spacing(1),
    },
    title: { margin: 0, fontSize: theme.typography.h5.fontSize },
    // Nothing lies under the bar at the bottom.
    room: { height: theme.spacing(10) },
  }),
  { name: 'OrchestratorRunbookPage' },
);

/** What do I do now? For the person on call, also on a phone: one step at a time, and the rollback always in reach. */
export function RunbookPage(props: { wave: string; product: string }) {
  const { wave, product } = props;
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const { one } = useUrlFilters();
  const { detail } = useTrainPage();
  const state = detail.productStates.find(({ id }) => id === product);
  const planned = detail.train.manifest.spec.products.find(
    ({ id }) => id === product,
  );
  const activation = state?.activations.find(known => known.wave === wave);
  const followed =
    activation && planned && runbookOf(activation, planned, one('step'));
  const owner = followed?.runbook?.owner ?? state?.owner;
  return (
    <div className={classes.root}>
      <Link to={paths.train(detail.id, 'waves')}>
        {t('train.runbook.back')}: {detail.title}
      </Link>
      <div className={classes.head}>
        <Typography variant="h2" className={classes.title}>
          {t('train.runbook.title', {
            product: titleOf(detail, product),
            wave: detail.waves.find(({ id }) => id === wave)?.title ?? wave,
          })}
        </Typography>
        <ActivationChip status={activation?.status ?? 'pending'} />
      </div>
      {owner && (
        <Typography variant="body2" gutterBottom>
          {t('train.runbook.owner')}: <EntityName entityRef={owner} />
        </Typography>
      )}
      <OnCall product={product} />
      {followed?.current ? (
        <CurrentItem
          wave={wave}
          product={product}
          followed={followed}
          item={followed.current}
        />
      ) : (
        <EmptyState
          missing="content"
          title={
            followed?.step.status === 'done'
              ? t('train.runbook.finished')
              : t('train.runbook.noRunbook')
          }
          description={
            activation
              ? t('train.runbook.noRunbookHint')
              : t('train.runbook.notStarted')
          }
        />
      )}
      {followed && followed.items.length > 1 && (
        <RunbookSteps followed={followed} />
      )}
      <div className={classes.room} />
      <RollbackBar product={product} />
    </div>
  );
}
