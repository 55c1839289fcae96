import type { DatabaseTroubleName } from '@backstage-orchestrator/plugin-orchestrator-common';
import { isDiskFull } from './diskFull';

/** What is wrong with the database, in a sentence for whoever waits for an answer. */
export interface DatabaseTrouble {
  code: DatabaseTroubleName;
  message: string;
}

/** Nobody waits any longer for its answer. */
export class DatabaseSilentError extends Error {
  name = 'DatabaseSilentError';
}

/** Of Node's sockets, and of PostgreSQL: connection exceptions, shutting down, starting up. */
const UNREACHABLE =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|08\d{3}|57P0[1-3]|SQLITE_CANTOPEN.*|SQLITE_IOERR.*)$/;
/** The pg driver gives these no code. */
const UNREACHABLE_WORDS =
  /connection terminated|connection ended unexpectedly|the database system is (starting up|shutting down|in recovery)|is not currently accepting connections|client has encountered a connection error|unable to acquire a connection/i;

/**
 * Tells trouble of the database from a fault in a query.
 *
 * @returns undefined where the database did answer: then it is something else
 */
export function databaseTrouble(error: unknown): DatabaseTrouble | undefined {
  const { code, name, message } = (error ?? {}) as Record<string, unknown>;
  const word = typeof code === 'string' ? code : '';
  const said = typeof message === 'string' ? message : '';
  if (word !== 'ENOSPC' && isDiskFull(error)) {
    return {
      code: 'diskFull',
      message:
        'The disk of the database is full: nothing can be written until somebody makes room. What was acknowledged is kept.',
    };
  }
  // All of our pool, or all that the server gives.
  if (name === 'KnexTimeoutError' || word === '53300') {
    return {
      code: 'poolExhausted',
      message:
        'All connections to the database are taken: try again in a moment.',
    };
  }
  if (word === '25006' || word.startsWith('SQLITE_READONLY')) {
    return {
      code: 'readOnly',
      message: 'The database takes no writes at the moment: try again later.',
    };
  }
  if (
    name === 'DatabaseSilentError' ||
    ['SQLITE_BUSY', '55P03', '57014'].includes(word)
  ) {
    return {
      code: 'busy',
      message: 'The database is busy and did not answer in time: try again.',
    };
  }
  return UNREACHABLE.test(word) || UNREACHABLE_WORDS.test(said)
    ? {
        code: 'unreachable',
        message:
          'The database can’t be reached at the moment. Nothing is lost; work goes on by itself when it is back.',
      }
    : undefined;
}
