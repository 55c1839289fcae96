import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { CommandButton, useReasonField } from '../../../components/dialogs';
import { EntityName } from '../../../components/EntityName';
import { RelativeTime } from '../../../components/RelativeTime';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import type { FoundCriterion } from './findCriterion';

const useStyles = makeStyles(
  theme => ({
    section: { marginTop: theme.spacing(3), overflowWrap: 'anywhere' },
  }),
  { name: 'OrchestratorVerdictSection' },
);

/** An inconclusive result asks a person what it counts as, and why. */
export function VerdictSection(props: {
  found: FoundCriterion;
  whyNot?: string;
}) {
  const { found, whyNot } = props;
  const t = useText();
  const classes = useStyles();
  const { send } = useTrainPage();
  const reason = useReasonField();
  const { part, gate, criterion, cell } = found;
  const { verdict } = found.state;
  return (
    <section
      className={classes.section}
      aria-label={t('train.board.verdict.title')}
    >
      <Typography variant="h6" component="h4">
        {t('train.board.verdict.title')}
      </Typography>
      <Typography variant="body2" gutterBottom>
        {verdict ? (
          <>
            <EntityName entityRef={verdict.by} />{' '}
            {t('train.board.verdict.said', {
              status: t(`trainState.standing.${verdict.status}`),
            })}{' '}
            {verdict.reason} <RelativeTime at={verdict.at} />
          </>
        ) : (
          t('train.board.verdict.what')
        )}
      </Typography>
      {cell.status === 'inconclusive' && (
        <CommandButton
          size="small"
          variant="contained"
          color="primary"
          label={t('train.board.verdict.give')}
          whyNot={whyNot}
          done={t('train.board.verdict.given')}
          ask={{
            title: t('train.board.verdict.giveTitle', {
              criterion: cell.title,
              who: found.product ?? t('train.board.wholeTrain'),
            }),
            consequences: [cell.summary],
            fields: [
              {
                name: 'status',
                label: t('train.board.verdict.status'),
                kind: 'select',
                initial: 'fail',
                options: [
                  { value: 'fail', label: t('train.board.verdict.fail') },
                  { value: 'pass', label: t('train.board.verdict.pass') },
                ],
              },
              reason,
            ],
          }}
          perform={values =>
            send.criterion(part, {
              type: 'giveVerdict',
              gate,
              criterion,
              status: values.status === 'pass' ? 'pass' : 'fail',
              reason: values.reason,
            })
          }
        />
      )}
    </section>
  );
}
