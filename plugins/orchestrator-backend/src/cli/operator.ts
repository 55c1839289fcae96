import type { Request } from '../runs/RunService';

/** Whoever sits at the command line: who may read the database may do what it offers. */
export const OPERATOR: Request = {
  actor: { kind: 'system', ref: 'system:command-line' },
  requestId: 'command-line',
};
