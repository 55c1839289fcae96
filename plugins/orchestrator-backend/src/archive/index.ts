export { archiveReaders } from './ArchiveReaders';
export type { EventReader, RunReader, TargetReader } from './ArchiveReaders';
export { ArchivedRuns } from './ArchivedRuns';
export { exportRun } from './exportRun';
export { importRun, type ImportedRun } from './importRun';
export { readEvents } from './readEvents';
export { restoreRun } from './restoreRun';
export { Retention, type RetentionSettings } from './Retention';
