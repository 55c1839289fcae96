import { makeStyles } from '@material-ui/core/styles';
import { Disclosure } from '../../components/Disclosure';
import { useLanguage } from '../../components/RelativeTime';
import { quietColor } from '../../components/states/tones';
import { Fragment } from 'react';
import type { CalendarEntry } from '../../data';
import { useText } from '../../translation';
import { CalendarItem, isDated, type DatedEntry } from './CalendarItem';
import { touches } from './months';
import { WindowLanes } from './WindowLanes';

/** Entries of a day that are shown before one asks for the rest. */
const SHOWN = 4;

const useStyles = makeStyles(
  theme => ({
    scroll: { overflowX: 'auto' },
    table: {
      width: '100%',
      minWidth: 720,
      tableLayout: 'fixed',
      borderCollapse: 'collapse',
      backgroundColor: theme.palette.background.paper,
      '& th, & td': {
        border: `1px solid ${theme.palette.divider}`,
        padding: theme.spacing(0.5),
        textAlign: 'left',
        verticalAlign: 'top',
      },
      '& $day': { height: theme.spacing(11) },
      // The lanes are as wide as the days below them.
      '& $windows': { padding: 0 },
    },
    day: {},
    windows: {},
    other: { color: quietColor(theme) },
    today: {
      outline: `2px solid ${theme.palette.primary.main}`,
      outlineOffset: -2,
    },
    list: { listStyle: 'none', margin: 0, padding: 0 },
  }),
  { name: 'OrchestratorMonthTable' },
);

/** A month as a table of weeks, Monday first; over the days of each week its windows. */
export function MonthTable(props: {
  label: string;
  weeks: Date[][];
  month: number;
  entries: CalendarEntry[];
}) {
  const { label, weeks, month, entries } = props;
  const classes = useStyles();
  const language = useLanguage();
  const dated = entries.filter(isDated);
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {weeks[0].map(day => (
              <th key={day.getTime()} scope="col">
                {day.toLocaleDateString(language, { weekday: 'short' })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map(week => (
            <Fragment key={week[0].getTime()}>
              <WindowLanes
                week={week}
                entries={entries}
                frame={lanes => (
                  <tr>
                    <td colSpan={week.length} className={classes.windows}>
                      {lanes}
                    </td>
                  </tr>
                )}
              />
              <tr>
                {week.map(day => (
                  <Day
                    key={day.getTime()}
                    day={day}
                    other={day.getMonth() !== month}
                    entries={dated.filter(entry => touches(entry, day))}
                  />
                ))}
              </tr>
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Day(props: { day: Date; other: boolean; entries: DatedEntry[] }) {
  const { day, other, entries } = props;
  const t = useText();
  const classes = useStyles();
  const language = useLanguage();
  const isToday = day.toDateString() === new Date().toDateString();
  const rest = entries.slice(SHOWN);
  const items = (some: DatedEntry[]) => (
    <ul className={classes.list}>
      {some.map(entry => (
        <li key={`${entry.kind} ${entry.train} ${entry.title} ${entry.from}`}>
          <CalendarItem entry={entry} />
        </li>
      ))}
    </ul>
  );
  return (
    <td
      className={`${classes.day} ${other ? classes.other : ''} ${
        isToday ? classes.today : ''
      }`}
      aria-current={isToday ? 'date' : undefined}
    >
      <time
        dateTime={day.toISOString()}
        aria-label={t('calendar.entriesOf', {
          day: day.toLocaleDateString(language, {
            weekday: 'long',
            day: 'numeric',
            month: 'long',
          }),
          count: entries.length,
        })}
      >
        {day.getDate()}
      </time>
      {items(entries.slice(0, SHOWN))}
      {rest.length > 0 && (
        <Disclosure label={t('calendar.more', { count: rest.length })}>
          {items(rest)}
        </Disclosure>
      )}
    </td>
  );
}
