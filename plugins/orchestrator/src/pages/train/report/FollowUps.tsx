import Typography from '@material-ui/core/Typography';
import { CommandButton } from '../../../components/dialogs';
import { EntityNameOrText } from '../../../components/EntityName';
import { fromLocalInput, toLocalInput } from '../../../components/localInput';
import { RelativeTime } from '../../../components/RelativeTime';
import { useText } from '../../../translation';
import { useTrainPage, useWhyEnded } from '../TrainContext';

const WEEK_MS = 7 * 86_400_000;

/** What is left to do: open ones go over to the next train. */
export function FollowUps() {
  const t = useText();
  const { detail, send } = useTrainPage();
  const whyNot = useWhyEnded();
  const { followUps } = detail.train;
  return (
    <>
      {followUps.length === 0 && (
        <Typography variant="body2">
          {t('train.closing.report.noFollowUps')}
        </Typography>
      )}
      <ul style={{ paddingLeft: 20, overflowWrap: 'anywhere' }}>
        {followUps.map(({ id, title, owner, due, status, ...followUp }) => (
          <li key={id}>
            <strong>{title}</strong> ({t(`train.closing.report.${status}`)}
            {', '}
            {t(`train.closing.report.source.${followUp.source}`)}
            {followUp.carriedFrom && `, ${t('train.closing.report.carried')}`})
            {': '}
            <EntityNameOrText text={owner} />, {t('train.closing.report.due')}{' '}
            <RelativeTime at={due} />
            {status === 'open' && detail.archivedAt === undefined && (
              <CommandButton
                size="small"
                label={t('train.closing.report.finish')}
                fullLabel={t('train.closing.report.finishOf', { title })}
                done={t('train.closing.report.finished')}
                perform={() => send.train({ type: 'finishFollowUp', id })}
              />
            )}
          </li>
        ))}
      </ul>
      <CommandButton
        size="small"
        variant="outlined"
        label={t('train.closing.report.addFollowUp')}
        whyNot={whyNot}
        done={t('train.closing.report.added')}
        ask={{
          title: t('train.closing.report.addFollowUp'),
          fields: [
            {
              name: 'title',
              label: t('train.closing.report.followUpTitle'),
              required: true,
            },
            {
              name: 'owner',
              label: t('train.closing.report.followUpOwner'),
              help: t('train.closing.report.followUpOwnerHelp'),
              initial: detail.owner,
              required: true,
            },
            {
              name: 'due',
              label: t('train.closing.report.due'),
              kind: 'dateTime',
              initial: toLocalInput(Date.parse(detail.now) + WEEK_MS),
              required: true,
            },
          ],
        }}
        perform={({ title, owner, due }) =>
          send.train({
            type: 'addFollowUp',
            title,
            owner,
            due: fromLocalInput(due) ?? due,
          })
        }
      />
    </>
  );
}
