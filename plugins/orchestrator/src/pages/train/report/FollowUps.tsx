import { Link } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import type { TrainFollowUp } from '@backstage-orchestrator/plugin-orchestrator-common';
import { CommandButton } from '../../../components/dialogs';
import { EntityNameOrText } from '../../../components/EntityName';
import { fromLocalInput, toLocalInput } from '../../../components/localInput';
import { RelativeTime } from '../../../components/RelativeTime';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';
import { useTrainPage, useWhyEnded } from '../TrainContext';

const WEEK_MS = 7 * 86_400_000;

/** Something that is left to do: whose it is, until when, and what it comes from. */
export function FollowUpFacts({ followUp }: { followUp: TrainFollowUp }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  const { title, owner, due, status, source, carriedFrom, carriedTo } =
    followUp;
  return (
    <>
      <strong>{title}</strong> ({t(`train.closing.report.${status}`)}
      {', '}
      {t(`train.closing.report.source.${source}`)}
      {carriedFrom && `, ${t('train.closing.report.carried')}`}){': '}
      <EntityNameOrText text={owner} />, {t('train.closing.report.due')}{' '}
      <RelativeTime at={due} />
      {carriedTo && (
        <>
          ,{' '}
          <Link to={paths.train(carriedTo, 'report')}>
            {t('train.closing.report.carriedTo')}
          </Link>
        </>
      )}
    </>
  );
}

/** Something that is left to do, and the button that says that it is done. */
export function FollowUp({ followUp }: { followUp: TrainFollowUp }) {
  const t = useText();
  const { detail, send } = useTrainPage();
  const { id, title, status, carriedTo } = followUp;
  return (
    <>
      <FollowUpFacts followUp={followUp} />
      {status === 'open' &&
        carriedTo === undefined &&
        detail.archivedAt === undefined && (
          <CommandButton
            size="small"
            label={t('train.closing.report.finish')}
            fullLabel={t('train.closing.report.finishOf', { title })}
            done={t('train.closing.report.finished')}
            perform={() => send.train({ type: 'finishFollowUp', id })}
          />
        )}
    </>
  );
}

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
        {followUps.map(followUp => (
          <li key={followUp.id}>
            <FollowUp followUp={followUp} />
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
