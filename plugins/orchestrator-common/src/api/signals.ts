/** Channel of signals that say "this run changed"; the browser then fetches what it shows. @public */
export const ORCHESTRATOR_SIGNAL_CHANNEL = 'orchestrator:runs';

/** A hint without content, so that nothing leaks to who may not read the run. @public */
export interface RunSignal {
  [key: string]: string | number;
  runId: string;
  /** Newest position in the log; a smaller one than seen is old news. */
  position: number;
}
