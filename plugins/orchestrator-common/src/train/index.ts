export {
  advanceTrain,
  type TrainAdvance,
  type TrainDirective,
} from './advanceTrain';
export { trainHistoryObstacle } from './archiveTrain';
export {
  carryOver,
  createTrain,
  planStreams,
  type NewTrain,
  type TrainStreams,
} from './createTrain';
export {
  communicationDue,
  communicationWaitsFor,
  type CommunicatingTrain,
  type CommunicationWait,
} from './decideCommunication';
export { departureOf, scheduleOf } from './departureOf';
export { draftTrain } from './draftTrain';
export { decideProduct, type ProductContext } from './decideProduct';
export { decideTrain } from './decideTrain';
export { entityTrain, type EntityTrain } from './entityTrain';
export { evolveProduct } from './evolveProduct';
export { evolveTrain } from './evolveTrain';
export {
  metricScope,
  scopeValues,
  type MetricScope,
  type PlannedTrain,
  type ScopeProduct,
} from './metricScope';
export {
  previewCommunication,
  renderCommunication,
  type CommunicationText,
} from './renderCommunication';
export {
  closeObstacles,
  departureObstacles,
  trainObstacles,
  waveObstacles,
  type Obstacle,
} from './obstacles';
export {
  planTrain,
  trainCalendar,
  type CatalogFacts,
  type PlanOptions,
} from './planTrain';
export {
  measureObstacle,
  openSuccessMetrics,
  successByKind,
  successDueAt,
} from './successMetrics';
export { productChecks } from './productChecks';
export { stepsDigests } from './stepsDigest';
export { checkRecords, type CheckRecord } from './checkRecords';
export {
  expectedTrainTurn,
  trainWork,
  type TrainTurnFacts,
  type TrainWork,
} from './trainWork';
export {
  previewRollback,
  rollbackScope,
  type RollbackPreview,
} from './rollbackScope';
export { leftBehind, membersOf } from './waveMembers';
export type { ProductCommand, WorkflowReport } from './productCommands';
export type { TrainCommand } from './trainCommands';
export {
  aboard,
  currentWave,
  ENDED_PHASES,
  gateIsUsed,
  waveOfSteps,
  type ActivationStanding,
  type TrainContext,
  type WaveOfSteps,
} from './trainContext';
export {
  askedCriteria,
  criterionContextOf,
  derivedAt,
  derivedResult,
  gateContextOf,
  gatesWakeAt,
  trainBoard,
  trainContextOf,
  TrainFold,
  trainStreamOf,
  type AskedCriterion,
  type GateBoard,
  type TrainParts,
  type TrainStreamKind,
} from './trainParts';
export { trainOutline } from './trainOutline';
export { windowsOf } from './windowsOf';
export { calendarEntries, calendarUntil } from './calendarEntries';
export {
  CONTRACT_STEPS,
  contractDates,
  describeContractDate,
  type ContractDate,
} from './contractDates';
export { postMortemDraft } from './postMortem';
export { comingDepartures } from './comingDepartures';
export { conflictsBetween } from './conflictsBetween';
export {
  messageFailure,
  trainFailures,
  type TrainFailure,
} from './trainFailures';
export { trainReport } from './trainReport';
export {
  TIMELINE_EVENT_TYPES,
  trainTimeline,
  type TimelineEvent,
  type TrainTimelineEntry,
} from './trainTimeline';
export {
  trainInbox,
  type InboxViewer,
  type TrainInboxItem,
} from './trainInbox';
export {
  isFor,
  NOTE_GROUPS,
  notesMarkdown,
  productNotes,
  releaseNotes,
  type NotedTrain,
  type NoteGroup,
  type ProductReleaseNotes,
  type ReleaseNote,
} from './releaseNotes';
