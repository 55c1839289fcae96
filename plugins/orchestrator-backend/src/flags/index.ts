export { Flags, type FlagsOptions } from './Flags';
export { statusOf, type FlagRequest, type FlagStore } from './FlagStore';
export { readFlags, type FlagsConfig } from './readFlags';
