import { Link } from '@backstage/core-components';
import Button from '@material-ui/core/Button';
import type { TrainInboxItem } from '@backstage-orchestrator/plugin-orchestrator-common';
import { RelativeTime } from '../../components/RelativeTime';
import { ReasonText } from '../../components/ReasonText';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { InboxRow } from './InboxRow';
import { trainItemPath } from './trainItemPath';

/** What a train waits for. Each is answered by itself: every answer binds to evidence of its own. */
export function TrainRow(props: {
  item: TrainInboxItem;
  index: number;
  gone: boolean;
  onAnswer: (item: TrainInboxItem) => void;
}) {
  const { item, onAnswer, ...place } = props;
  const { question } = item;
  const t = useText();
  const paths = useOrchestratorPaths();
  const to = trainItemPath(paths, item);
  return (
    <InboxRow
      {...place}
      question={question}
      to={to}
      facts={
        <>
          {t(`inbox.train.kind.${item.kind}`)} ·{' '}
          <Link to={to} underline="always">
            {item.trainTitle}
          </Link>{' '}
          · <ReasonText text={item.summary} /> · {t('inbox.train.since')}{' '}
          <RelativeTime at={item.since} />
          {item.until !== undefined && (
            <>
              {' · '}
              {t('inbox.train.until')} <RelativeTime at={item.until} />
            </>
          )}
        </>
      }
      answers={
        item.answerable && (
          <Button
            size="small"
            variant="outlined"
            color="primary"
            aria-haspopup="dialog"
            aria-label={t('inbox.train.answerOne', { question })}
            onClick={() => onAnswer(item)}
          >
            {t('inbox.train.answer')}
          </Button>
        )
      }
    />
  );
}
