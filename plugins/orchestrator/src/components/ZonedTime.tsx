import { useLanguage } from './RelativeTime';

/** An instant of ISO 8601 with its offset. */
const INSTANT =
  /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})(?![\w/-])/g;
/** Before an instant that is a part of something else, such as an address or a name. */
const PART_OF_MORE = /[\w=/%+-]/;

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

/**
 * A sentence with the instants in it as they stand on the clocks of a zone, the viewer's where none is named.
 *
 * @remarks What the backend says of obstacles has instants in UTC: it doesn't know who reads it. Those in addresses and
 * names stay as they are.
 */
export function withZonedTimes(
  text: string,
  timezone?: string,
  language?: string,
): string {
  return text.replace(INSTANT, (instant, place: number) =>
    place > 0 && PART_OF_MORE.test(text[place - 1])
      ? instant
      : zonedTime(instant, timezone, language),
  );
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
