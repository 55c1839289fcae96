import { Link } from '@backstage/core-components';
import Button from '@material-ui/core/Button';
import type { InboxItem } from '@backstage-orchestrator/plugin-orchestrator-common';
import { RelativeTime } from '../../components/RelativeTime';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { ChooseBox } from './ChooseBox';
import { wordOf } from './decisions';
import { InboxRow } from './InboxRow';
import type { Answer } from './replies';

/** What a sweep waits for. */
export function SweepRow(props: {
  item: InboxItem;
  index: number;
  chosen: boolean;
  gone: boolean;
  onToggle: () => void;
  onAnswer: (answer: Answer) => void;
}) {
  const { item, onToggle, onAnswer, ...place } = props;
  const t = useText();
  const paths = useOrchestratorPaths();
  const yes = wordOf({ from: 'sweep', item }, 'yes', t);
  const no = wordOf({ from: 'sweep', item }, 'no', t);
  return (
    <InboxRow
      {...place}
      question={item.question}
      to={paths.below(item.url)}
      choose={
        (yes ?? no) !== undefined && (
          <ChooseBox
            question={item.question}
            chosen={place.chosen}
            onToggle={onToggle}
          />
        )
      }
      facts={
        <>
          {t(`inbox.kind.${item.kind}`)} ·{' '}
          <Link to={paths.sweep(item.runId)} underline="always">
            {item.runTitle}
          </Link>{' '}
          · {item.evidence} · <RelativeTime at={item.since} />
        </>
      }
      answers={
        <>
          {yes !== undefined && (
            <Button
              size="small"
              variant="outlined"
              color="primary"
              onClick={() => onAnswer('yes')}
            >
              {yes}
            </Button>
          )}
          {no !== undefined && (
            <Button
              size="small"
              variant="outlined"
              onClick={() => onAnswer('no')}
            >
              {no}
            </Button>
          )}
        </>
      }
    />
  );
}
