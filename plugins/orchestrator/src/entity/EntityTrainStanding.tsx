import { Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { RelativeTime } from '../components/RelativeTime';
import { StandingChip } from '../components/states';
import { ReasonText } from '../components/ReasonText';
import type { EntitySummary } from '../data';
import { cellText } from '../pages/train/board';
import { useOrchestratorPaths } from '../routes';
import { useText } from '../translation';

const useStyles = makeStyles(
  theme => ({
    root: { marginTop: theme.spacing(2), overflowWrap: 'anywhere' },
    list: { margin: 0, paddingLeft: theme.spacing(2.5) },
  }),
  { name: 'OrchestratorEntityTrainStanding' },
);

/** What a train under way asks of this product: cells that stand in the way, what its owner has to do, its flags. */
export function EntityTrainStanding(props: {
  standing: EntitySummary['trains'][number];
}) {
  const { train, title, product, blocking, waiting, flags } = props.standing;
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  return (
    <section
      className={classes.root}
      aria-label={t('entity.inTrain', { train: title, product })}
    >
      <Typography variant="subtitle1" component="h4">
        {t('entity.inTrain', { train: title, product })}
      </Typography>
      <Typography variant="body2">
        {blocking.length === 0
          ? t('entity.nothingBlocks')
          : t('entity.blocks', { count: blocking.length })}
      </Typography>
      {blocking.length > 0 && (
        <ul className={classes.list}>
          {blocking.map(cell => (
            <li key={`${cell.gate} ${cell.criterion}`}>
              <StandingChip status={cell.status} />{' '}
              <Link
                to={paths.train(train, 'board', {
                  cell: cellText({ part: product, ...cell }),
                })}
                underline="always"
              >
                {cell.gateTitle}: {cell.title}
              </Link>
              . <ReasonText text={cell.summary} />
            </li>
          ))}
        </ul>
      )}
      {waiting.length > 0 && (
        <>
          <Typography variant="body2">{t('entity.waitingTitle')}:</Typography>
          <ul className={classes.list}>
            {waiting.map(({ question, since }, index) => (
              // Two may ask the same, as two gates with one checklist do.
              // eslint-disable-next-line react/no-array-index-key
              <li key={index}>
                <Link to={paths.train(train)} underline="always">
                  {question}
                </Link>{' '}
                <RelativeTime at={since} />
              </li>
            ))}
          </ul>
        </>
      )}
      {flags.length > 0 && (
        <Typography variant="body2">
          {t('entity.flags')}:{' '}
          {flags.map((key, index) => (
            <span key={key}>
              {index > 0 && ', '}
              <Link to={paths.flag(key)} underline="always">
                {key}
              </Link>
            </span>
          ))}
        </Typography>
      )}
    </section>
  );
}
