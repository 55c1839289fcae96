import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { CommandButton, useReasonField } from '../../../components/dialogs';
import { EntityName } from '../../../components/EntityName';
import { fromLocalInput, toLocalInput } from '../../../components/localInput';
import { RelativeTime } from '../../../components/RelativeTime';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import type { FoundCriterion } from './findCriterion';

const DAY_MS = 86_400_000;

const useStyles = makeStyles(
  theme => ({
    section: { marginTop: theme.spacing(3), overflowWrap: 'anywhere' },
  }),
  { name: 'OrchestratorWaiverSection' },
);

/** Letting a criterion go by for a while: with a reason, an end, and the longest that the criticality allows. */
export function WaiverSection(props: {
  found: FoundCriterion;
  whyNot?: string;
}) {
  const { found, whyNot } = props;
  const t = useText();
  const classes = useStyles();
  const { detail, send } = useTrainPage();
  const reason = useReasonField();
  const { part, gate, criterion, cell } = found;
  const { waiver } = found.state;
  const active = waiver !== undefined && waiver.expiresAt > detail.now;
  const { longestWaiver } = detail.train.plan.strictness[found.criticality];
  const longest =
    longestWaiver === false
      ? t('train.board.waiver.never')
      : t('train.board.waiver.longest', { duration: longestWaiver });
  return (
    <section
      className={classes.section}
      aria-label={t('train.board.waiver.title')}
    >
      <Typography variant="h6" component="h4">
        {t('train.board.waiver.title')}
      </Typography>
      <Typography variant="body2" gutterBottom>
        {waiver ? (
          <>
            {active
              ? t('train.board.waiver.active')
              : t('train.board.waiver.expired')}{' '}
            <RelativeTime at={waiver.expiresAt} />,{' '}
            <EntityName entityRef={waiver.by} />: {waiver.reason}
          </>
        ) : (
          t('train.board.waiver.none')
        )}
      </Typography>
      {active ? (
        <CommandButton
          size="small"
          variant="outlined"
          label={t('train.board.waiver.revoke')}
          whyNot={whyNot}
          done={t('train.board.waiver.revoked')}
          perform={() =>
            send.criterion(part, { type: 'revokeWaiver', gate, criterion })
          }
        />
      ) : (
        <CommandButton
          size="small"
          variant="outlined"
          label={t('train.board.waiver.give')}
          whyNot={whyNot ?? (longestWaiver === false ? longest : undefined)}
          done={t('train.board.waiver.given')}
          ask={{
            title: t('train.board.waiver.giveTitle', {
              criterion: cell.title,
              who: found.product ?? t('train.board.wholeTrain'),
            }),
            consequences: [t('train.board.waiver.giveWhat')],
            fields: [
              reason,
              {
                name: 'expires',
                label: t('train.board.waiver.expires'),
                kind: 'dateTime',
                required: true,
                help: longest,
                initial: toLocalInput(Date.parse(detail.now) + DAY_MS),
              },
            ],
          }}
          perform={values =>
            send.criterion(part, {
              type: 'waive',
              gate,
              criterion,
              reason: values.reason,
              expiresAt: fromLocalInput(values.expires) ?? values.expires,
            })
          }
        />
      )}
    </section>
  );
}
