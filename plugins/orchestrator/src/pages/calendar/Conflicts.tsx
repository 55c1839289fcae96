import Alert from '@material-ui/lab/Alert';
import { ReasonText } from '../../components/ReasonText';
import { useText, type Text } from '../../translation';
import type { CalendarConflict } from './calendarConflicts';

/** What does not go together in this month. */
export function Conflicts(props: {
  conflicts: CalendarConflict[];
  /** Trains that are in each other's way, in words. */
  trains: { message: string }[];
}) {
  const { conflicts, trains } = props;
  const t = useText();
  const messages = [
    ...conflicts.map(conflict => wordsOf(t, conflict)),
    ...trains.map(({ message }) => message),
  ];
  const count = messages.length;
  return count === 0 ? null : (
    <Alert severity="warning" style={{ marginBottom: 16 }}>
      {t('calendar.conflicts', { count })}
      <ul style={{ margin: 0, paddingLeft: 20 }}>
        {messages.map((message, index) => (
          // Two may say the same, as two waves of one train in one closed window do.
          // eslint-disable-next-line react/no-array-index-key
          <li key={index}>
            <ReasonText text={message} />
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function wordsOf(t: Text, conflict: CalendarConflict): string {
  const { entry } = conflict;
  const title = entry.trainTitle ?? entry.title;
  return conflict.kind === 'window'
    ? t('calendar.conflict.window', {
        title: `${t(`calendar.kind.${entry.kind}`)} ${title}`,
        window: conflict.window.title,
      })
    : t('calendar.conflict.sameDay', {
        first: title,
        second: conflict.other.trainTitle ?? conflict.other.title,
      });
}
