import { useApiHolder } from '@backstage/core-plugin-api';
import { appLanguageApiRef } from '@backstage/core-plugin-api/alpha';
import { useEffect, useState } from 'react';

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];
const TICK_MS = 30_000;

/** The language that the portal is shown in. */
export function useLanguage(): string | undefined {
  return useApiHolder().get(appLanguageApiRef)?.getLanguage().language;
}

/** "in 3 hours", "12 minutes ago", "now". */
export function relativeTime(
  epochMs: number,
  now: number,
  language?: string,
): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const distance = epochMs - now;
  for (const [unit, length] of STEPS) {
    if (Math.abs(distance) >= length) {
      return format.format(Math.trunc(distance / length), unit);
    }
  }
  return format.format(0, 'second');
}

/** A time as its distance from now; the exact one, in the viewer's zone, on hover. */
export function RelativeTime(props: { at: string | number }) {
  const language = useLanguage();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const date = new Date(props.at);
  if (Number.isNaN(date.getTime())) {
    return <>{String(props.at)}</>;
  }
  return (
    <time
      dateTime={date.toISOString()}
      title={date.toLocaleString(language, {
        dateStyle: 'full',
        timeStyle: 'long',
      })}
      style={{ whiteSpace: 'nowrap' }}
    >
      {relativeTime(
        date.getTime(),
        Math.max(now, Date.now() - TICK_MS),
        language,
      )}
    </time>
  );
}
