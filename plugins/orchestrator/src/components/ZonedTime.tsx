import { useLanguage } from './RelativeTime';

/** A time as it stands on the clocks of a zone, with the name of the zone; the viewer's where none is named. */
export function zonedTime(
  at: string,
  timezone?: string,
  language?: string,
): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) {
    return at;
  }
  try {
    return new Intl.DateTimeFormat(language, {
      weekday: 'short',
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZone: timezone,
      timeZoneName: 'short',
    }).format(date);
  } catch {
    // A zone that this browser doesn't know.
    return date.toISOString();
  }
}

/** An exact time, in a zone or in the viewer's. */
export function ZonedTime(props: { at: string; timezone?: string }) {
  const language = useLanguage();
  return (
    <time dateTime={props.at}>
      {zonedTime(props.at, props.timezone, language)}
    </time>
  );
}
