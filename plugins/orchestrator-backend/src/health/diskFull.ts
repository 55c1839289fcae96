/** Node, SQLite and PostgreSQL have a code for it; git and other programs have words. */
const CODES = ['ENOSPC', 'EDQUOT', 'SQLITE_FULL', '53100'];
const WORDS =
  /\bENOSPC\b|no space left on device|disk quota exceeded|database or disk is full/i;

/** Whether something failed because a disk is full. */
export function isDiskFull(error: unknown): boolean {
  const { code, message } = (error ?? {}) as {
    code?: unknown;
    message?: unknown;
  };
  return (
    (typeof code === 'string' && CODES.includes(code)) ||
    WORDS.test(typeof message === 'string' ? message : String(error))
  );
}
