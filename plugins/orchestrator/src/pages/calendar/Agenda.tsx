import Typography from '@material-ui/core/Typography';
import { useLanguage } from '../../components/RelativeTime';
import type { CalendarEntry } from '../../data';
import { CalendarItem } from './CalendarItem';
import { touches } from './months';

/** The days on which something happens, one below the other. */
export function Agenda(props: { days: Date[]; entries: CalendarEntry[] }) {
  const { days, entries } = props;
  const language = useLanguage();
  return (
    <>
      {days.map(day => {
        const own = entries.filter(entry => touches(entry, day));
        return own.length === 0 ? null : (
          <section key={day.getTime()} style={{ marginBottom: 16 }}>
            <Typography variant="subtitle1" component="h4">
              {day.toLocaleDateString(language, {
                weekday: 'long',
                day: 'numeric',
                month: 'long',
              })}
            </Typography>
            {own.map(entry => (
              <CalendarItem
                key={`${entry.kind} ${entry.train} ${entry.title} ${entry.from}`}
                entry={entry}
                long
              />
            ))}
          </section>
        );
      })}
    </>
  );
}
