export { EditFlagPage } from './EditFlagPage';
export { FlagPage } from './FlagPage';
export { FlagsPage } from './FlagsPage';
export { NewFlagPage } from './NewFlagPage';
