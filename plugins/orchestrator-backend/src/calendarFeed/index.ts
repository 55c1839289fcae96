export { trainCalendarFeed } from './trainCalendarFeed';
export type { CalendarTrain } from './trainEntries';
