/**
 * What can be wrong with the database, by its name.
 *
 * - `unreachable`: no connection to it
 * - `poolExhausted`: all connections to it are taken
 * - `diskFull`: it has no room to write
 * - `readOnly`: it takes no writes, as a standby does
 * - `busy`: it did not answer in time
 *
 * @public
 */
export const DATABASE_TROUBLES = [
  'unreachable',
  'poolExhausted',
  'diskFull',
  'readOnly',
  'busy',
] as const;

/** {@inheritDoc DATABASE_TROUBLES} @public */
export type DatabaseTroubleName = (typeof DATABASE_TROUBLES)[number];
