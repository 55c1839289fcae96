/** Result of a gate of a target (a command that must succeed before its change is opened). @public */
export interface GateResult {
  gate: string;
  title: string;
  /** `failedBefore`: it failed on the untouched base already, so the change is not what broke it. */
  result: 'passed' | 'failed' | 'failedBefore' | 'error' | 'skipped';
  /** Result on the untouched base. */
  baseline?: 'passed' | 'failed' | 'error';
  exitCode?: number;
  durationMs: number;
  /** Digest of the artifact that holds the output. */
  output?: string;
  /** Digest of the artifact that holds the output on the untouched base. */
  baselineOutput?: string;
  message?: string;
}
