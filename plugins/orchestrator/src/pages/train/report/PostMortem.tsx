import Typography from '@material-ui/core/Typography';
import { CommandButton } from '../../../components/dialogs';
import { EntityName } from '../../../components/EntityName';
import { RelativeTime } from '../../../components/RelativeTime';
import { SafeLink } from '../../../components/SafeLink';
import { useText } from '../../../translation';
import { useTrainPage, useWhyEnded } from '../TrainContext';
import { StartPostMortem } from './StartPostMortem';

/** The beginning of the post-mortem from the record, and where it is written. */
export function PostMortem() {
  const t = useText();
  const { detail, send } = useTrainPage();
  const whyNot = useWhyEnded();
  const { postMortem } = detail.train;
  return (
    <>
      <Typography variant="body2" gutterBottom>
        {postMortem ? (
          <>
            <SafeLink to={postMortem.url} underline="always">
              {t('train.closing.report.page')}
            </SafeLink>
            , <EntityName entityRef={postMortem.by} />,{' '}
            <RelativeTime at={postMortem.at} />
          </>
        ) : (
          t('train.closing.report.noPostMortem')
        )}
      </Typography>
      <StartPostMortem />{' '}
      <CommandButton
        size="small"
        variant="outlined"
        label={t('train.closing.report.linkPostMortem')}
        whyNot={whyNot}
        done={t('train.closing.report.linked')}
        ask={{
          title: t('train.closing.report.linkPostMortem'),
          fields: [
            {
              name: 'url',
              label: t('train.closing.report.url'),
              required: true,
              initial: postMortem?.url,
            },
          ],
        }}
        perform={({ url }) => send.train({ type: 'recordPostMortem', url })}
      />
    </>
  );
}
