import Alert from '@material-ui/lab/Alert';
import { useText } from '../../translation';
import type { CalendarConflict } from './calendarConflicts';

/** What does not go together in this month. */
export function Conflicts(props: {
  conflicts: CalendarConflict[];
  /** Trains that are in each other's way, in words. */
  trains: { message: string }[];
}) {
  const { conflicts, trains } = props;
  const t = useText();
  const count = conflicts.length + trains.length;
  return count === 0 ? null : (
    <Alert severity="warning" style={{ marginBottom: 16 }}>
      {t('calendar.conflicts', { count })}
      <ul style={{ margin: 0, paddingLeft: 20 }}>
        {conflicts.map(conflict => {
          const { entry } = conflict;
          const title = entry.trainTitle ?? entry.title;
          const words =
            conflict.kind === 'window'
              ? t('calendar.conflict.window', {
                  title: `${t(`calendar.kind.${entry.kind}`)} ${title}`,
                  window: conflict.window.title,
                })
              : t('calendar.conflict.sameDay', {
                  first: title,
                  second: conflict.other.trainTitle ?? conflict.other.title,
                });
          return <li key={words}>{words}</li>;
        })}
        {trains.map(({ message }) => (
          <li key={message}>{message}</li>
        ))}
      </ul>
    </Alert>
  );
}
