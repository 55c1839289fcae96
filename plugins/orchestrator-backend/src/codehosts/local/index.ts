export type { LocalChangeCallback, LocalChangeContext } from './ChangeLedger';
export type { MergeAuthor } from './ChangeMerger';
export { DatabaseLocalChangesStore } from './DatabaseLocalChangesStore';
export { GIT_ACTOR } from './judgeChange';
export type {
  LocalChangeEntry,
  LocalChangeRecord,
  LocalChangesStore,
} from './LocalChangesStore';
export {
  LocalChangeReviews,
  type LocalChangeDescription,
} from './LocalChangeReviews';
export { LocalCodeHost, type LocalCodeHostOptions } from './LocalCodeHost';
export { LocalReconciler } from './LocalReconciler';
