import Typography from '@material-ui/core/Typography';
import HourglassEmptyIcon from '@material-ui/icons/HourglassEmpty';
import type { RunDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { RelativeTime } from '../../components/RelativeTime';
import { useReasonWords } from '../../components/ReasonText';
import { useText } from '../../translation';

/** Why targets wait, in words and numbers: "5 wait for the window opens in 3 hours". */
export function WaitingReasons(props: { run: Pick<RunDetail, 'waiting'> }) {
  const t = useText();
  const inWords = useReasonWords();
  const { waiting } = props.run;
  if (waiting.length === 0) {
    return null;
  }
  return (
    <section aria-label={t('sweep.waiting.label')}>
      {waiting.map(item => (
        <Typography key={item.reason} variant="body2" gutterBottom>
          <HourglassEmptyIcon fontSize="inherit" aria-hidden />{' '}
          {t('sweep.waiting.targets', {
            count: item.targets,
            reason: inWords(item.reason),
          })}
          {item.until && (
            <>
              {' '}
              (<RelativeTime at={item.until} />)
            </>
          )}
        </Typography>
      ))}
    </section>
  );
}
