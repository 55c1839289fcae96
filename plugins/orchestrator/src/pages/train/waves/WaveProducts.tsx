import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import {
  membersOf,
  type WaveState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { ActivationChip } from '../../../components/states';
import { useReasonWords } from '../../../components/ReasonText';
import { useText } from '../../../translation';
import { titleOf, useTrainPage } from '../TrainContext';
import { StepList } from './StepList';

const useStyles = makeStyles(
  theme => ({
    list: { listStyle: 'none', margin: 0, padding: 0 },
    item: {
      padding: theme.spacing(1, 0),
      borderTop: `1px solid ${theme.palette.divider}`,
    },
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      alignItems: 'center',
    },
  }),
  { name: 'OrchestratorWaveProducts' },
);

/** Products of a wave in the order of their activation, each with its steps. */
export function WaveProducts({ wave }: { wave: WaveState }) {
  const t = useText();
  const inWords = useReasonWords();
  const classes = useStyles();
  const { detail } = useTrainPage();
  const ordered = detail.train.plan.layers
    .flat()
    .filter(id => wave.products.includes(id));
  const members = membersOf(detail.train, wave);
  return (
    <ul
      className={classes.list}
      aria-label={t('train.waves.products', { wave: wave.title })}
    >
      {ordered.map(id => {
        const activation = detail.productStates
          .find(state => state.id === id)
          ?.activations.find(one => one.wave === wave.id);
        return (
          <li key={id} className={classes.item}>
            <div className={classes.head}>
              <strong>{titleOf(detail, id)}</strong>
              {activation || members.includes(id) ? (
                <ActivationChip status={activation?.status ?? 'pending'} />
              ) : (
                <span>{t('train.waves.isLeftBehind')}</span>
              )}
              {activation?.direction === 'rollback' && (
                <span>
                  {t('train.waves.direction.rollback')}
                  {activation.reason &&
                    `, ${t('train.waves.reason', {
                      reason: inWords(activation.reason),
                    })}`}
                </span>
              )}
            </div>
            {activation ? (
              <StepList wave={wave.id} product={id} activation={activation} />
            ) : (
              wave.startedAt &&
              members.includes(id) && (
                <Typography variant="body2">
                  {t('train.waves.notStarted')}
                </Typography>
              )
            )}
          </li>
        );
      })}
    </ul>
  );
}
