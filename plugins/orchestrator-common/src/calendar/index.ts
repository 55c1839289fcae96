export {
  trainConflicts,
  type TrainConflict,
  type TrainOutline,
} from './conflicts';
export {
  departuresBetween,
  nextDepartures,
  validateSchedule,
} from './departures';
export { milestoneAt } from './milestones';
export { parseOffset, type Offset } from './offset';
export type {
  Departure,
  DepartureSchedule,
  RelativeDate,
  WorkCalendar,
} from './types';
export {
  addDays,
  addWorkingDays,
  isWorkingDay,
  nextWorkingDay,
} from './workingDays';
