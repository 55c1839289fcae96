import { useEffect, useState } from 'react';
import { useText } from '../translation';
import { durationText } from './durationText';
import { useLanguage } from './RelativeTime';
import { zonedTime } from './ZonedTime';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/** How long it is until an instant, or since; by the second when it is near. The exact time on hover. */
export function Countdown(props: { to: string }) {
  const t = useText();
  const language = useLanguage();
  const end = Date.parse(props.to);
  const [now, setNow] = useState(() => Date.now());
  const near = Math.abs(end - now) < HOUR_MS;
  useEffect(() => {
    const timer = setInterval(
      () => setNow(Date.now()),
      near ? SECOND_MS : 30 * SECOND_MS,
    );
    return () => clearInterval(timer);
  }, [near]);
  const time = durationText(t, Math.abs(end - now));
  return (
    <time
      dateTime={props.to}
      title={zonedTime(props.to, undefined, language)}
      style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}
    >
      {end >= now ? t('common.in', { time }) : t('common.ago', { time })}
    </time>
  );
}
