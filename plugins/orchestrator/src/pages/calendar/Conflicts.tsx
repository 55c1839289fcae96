import Alert from '@material-ui/lab/Alert';
import { useText } from '../../translation';
import type { CalendarConflict } from './calendarConflicts';

/** What does not go together in this month. */
export function Conflicts({ conflicts }: { conflicts: CalendarConflict[] }) {
  const t = useText();
  return conflicts.length === 0 ? null : (
    <Alert severity="warning" style={{ marginBottom: 16 }}>
      {t('calendar.conflicts', { count: conflicts.length })}
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
      </ul>
    </Alert>
  );
}
