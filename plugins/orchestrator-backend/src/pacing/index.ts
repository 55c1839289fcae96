export { databaseTime, type SharedTime } from './databaseTime';
export {
  GITHUB_PACING,
  sparedLike,
  type HostPacing,
  type PacingLimits,
} from './limits';
export { pacedCodeHost } from './pacedCodeHost';
export { PacingQueries } from './PacingQueries';
export {
  Pacer,
  type AttemptPacing,
  type SingleWrite,
  type WritePacing,
} from './Pacer';
export type { AttemptPermit } from './Permit';
export { requestsOf } from './requests';
export { HOST_ASLEEP, SleepingHosts } from './SleepingHosts';
export { TurnQueries, type ExpectedTurn } from './TurnQueries';
export { WindowCalendar } from './WindowCalendar';
export { WriteLedger } from './WriteLedger';
