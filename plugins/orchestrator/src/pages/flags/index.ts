export { FlagPage } from './FlagPage';
export { FlagsPage } from './FlagsPage';
