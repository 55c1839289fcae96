import { EmptyState } from '@backstage/core-components';
import Button from '@material-ui/core/Button';
import ButtonGroup from '@material-ui/core/ButtonGroup';
import IconButton from '@material-ui/core/IconButton';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import ChevronLeftIcon from '@material-ui/icons/ChevronLeft';
import ChevronRightIcon from '@material-ui/icons/ChevronRight';
import { useMemo } from 'react';
import { SubscribeButton } from '../../components/calendarFeeds';
import { SelectFilter } from '../../components/filters/SelectFilter';
import { LiveIndicator } from '../../components/LiveIndicator';
import { PageHeading } from '../../components/PageHeading';
import { QueryView } from '../../components/QueryView';
import { useLanguage } from '../../components/RelativeTime';
import { useCalendar, useUrlFilters } from '../../data';
import { useText } from '../../translation';
import { Agenda } from './Agenda';
import { Conflicts } from './Conflicts';
import { calendarConflicts } from './calendarConflicts';
import { MonthTable } from './MonthTable';
import { addMonths, monthText, parseMonth, touches, weeksOf } from './months';

const KINDS = [
  'departure',
  'comingDeparture',
  'milestone',
  'gate',
  'wave',
  'contract',
  'window',
] as const;

const useStyles = makeStyles(
  theme => ({
    bar: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(1),
      marginBottom: theme.spacing(2),
    },
  }),
  { name: 'OrchestratorCalendarPage' },
);

/** When may what happen? Departures, milestones, gates, waves and windows of all trains, a month at a time. */
export function CalendarPage() {
  const t = useText();
  const classes = useStyles();
  const language = useLanguage();
  const { breakpoints } = useTheme();
  const isPhone = useMediaQuery(breakpoints.down('xs'), { noSsr: true });
  const { one, many, set } = useUrlFilters();
  const asked = one('month');
  const { month, weeks } = useMemo(() => {
    const parsed = parseMonth(asked);
    return { month: parsed, weeks: weeksOf(parsed) };
  }, [asked]);
  // Seven columns don't fit on a phone.
  const view = one('view') ?? (isPhone ? 'agenda' : 'month');
  const days = weeks.flat();
  const end = new Date(days[days.length - 1]);
  end.setDate(end.getDate() + 1);
  const query = useCalendar(days[0].toISOString(), end.toISOString());
  const chosenKinds = many('kind').join(' ');
  const kinds = useMemo(
    () => KINDS.filter(kind => chosenKinds.split(' ').includes(kind)),
    [chosenKinds],
  );
  const items = query.value?.items;
  // The lanes of windows are worked out anew only where these are others.
  const entries = useMemo(
    () =>
      (items ?? [])
        .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
        .sort((a, b) => (a.from < b.from ? -1 : 1)),
    [items, kinds],
  );
  const title = new Date(month.year, month.month, 1).toLocaleDateString(
    language,
    { month: 'long', year: 'numeric' },
  );
  const go = (months: number) =>
    set({ month: monthText(addMonths(month, months)) });
  return (
    <>
      <PageHeading
        title={t('calendar.title')}
        aside={<LiveIndicator query={query} />}
        actions={<SubscribeButton />}
      />
      <div className={classes.bar}>
        <IconButton
          size="small"
          aria-label={t('calendar.previous')}
          onClick={() => go(-1)}
        >
          <ChevronLeftIcon />
        </IconButton>
        <Typography variant="h5" component="h3" aria-live="polite">
          {title}
        </Typography>
        <IconButton
          size="small"
          aria-label={t('calendar.next')}
          onClick={() => go(1)}
        >
          <ChevronRightIcon />
        </IconButton>
        <Button size="small" onClick={() => set({ month: undefined })}>
          {t('calendar.today')}
        </Button>
        <ButtonGroup size="small" aria-label={t('calendar.view')}>
          {(['month', 'agenda'] as const).map(name => (
            <Button
              key={name}
              aria-pressed={view === name}
              variant={view === name ? 'contained' : 'outlined'}
              onClick={() => set({ view: name })}
            >
              {t(`calendar.${name}`)}
            </Button>
          ))}
        </ButtonGroup>
        <SelectFilter
          label={t('calendar.kinds')}
          options={KINDS.map(kind => ({
            value: kind,
            label: t(`calendar.kind.${kind}`),
          }))}
          value={kinds}
          onChange={chosen => set({ kind: chosen })}
        />
      </div>
      <QueryView query={query} lines={8}>
        {({ items: all, conflicts }) => {
          const inMonth = days.filter(day => day.getMonth() === month.month);
          const shown = entries.filter(entry =>
            inMonth.some(day => touches(entry, day)),
          );
          return (
            <>
              <Conflicts
                conflicts={calendarConflicts(all)}
                trains={conflicts}
              />
              {shown.length === 0 && (
                <EmptyState
                  missing="content"
                  title={t('calendar.empty', { month: title })}
                  description={t('calendar.emptyHint')}
                />
              )}
              {view === 'month' ? (
                <MonthTable
                  label={t('calendar.days', { month: title })}
                  weeks={weeks}
                  month={month.month}
                  entries={entries}
                />
              ) : (
                <Agenda weeks={weeks} month={month.month} entries={entries} />
              )}
            </>
          );
        }}
      </QueryView>
    </>
  );
}
