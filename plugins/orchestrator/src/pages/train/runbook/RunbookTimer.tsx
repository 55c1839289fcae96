import Typography from '@material-ui/core/Typography';
import { parseDuration } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useEffect, useState } from 'react';
import { durationText } from '../../../components/durationText';
import { useText } from '../../../translation';

const SECOND_MS = 1_000;

function usualMs(text: string | undefined): number | undefined {
  try {
    return text === undefined ? undefined : parseDuration(text);
  } catch {
    return undefined;
  }
}

/** How long a step has taken, and what is left of its usual time. */
export function RunbookTimer(props: { since: string; usual?: string }) {
  const t = useText();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  const elapsed = Math.max(0, now - Date.parse(props.since));
  const usual = usualMs(props.usual);
  const time = (ms: number) => durationText(t, ms);
  return (
    <Typography
      component="p"
      role="timer"
      style={{ fontVariantNumeric: 'tabular-nums' }}
      gutterBottom
    >
      {t('train.runbook.running', { time: time(elapsed) })}
      {usual !== undefined && (
        <>
          {' · '}
          {usual >= elapsed
            ? t('train.runbook.left', { time: time(usual - elapsed) })
            : t('train.runbook.over', { time: time(elapsed - usual) })}
        </>
      )}
    </Typography>
  );
}
