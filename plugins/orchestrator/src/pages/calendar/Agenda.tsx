import Typography from '@material-ui/core/Typography';
import { Fragment } from 'react';
import { useLanguage } from '../../components/RelativeTime';
import type { CalendarEntry } from '../../data';
import { CalendarItem, isDated, type DatedEntry } from './CalendarItem';
import { touches } from './months';
import { WindowLanes } from './WindowLanes';

/** The days on which something happens, one below the other; over those of a week its windows. */
export function Agenda(props: {
  weeks: Date[][];
  /** From 0: days of others are left out. */
  month: number;
  entries: CalendarEntry[];
}) {
  const { weeks, month, entries } = props;
  return (
    <>
      {weeks.map(week => (
        <Fragment key={week[0].getTime()}>
          <WindowLanes week={week} entries={entries} withDays />
          <Days
            days={week.filter(day => day.getMonth() === month)}
            entries={entries.filter(isDated)}
          />
        </Fragment>
      ))}
    </>
  );
}

function Days(props: { days: Date[]; entries: DatedEntry[] }) {
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
