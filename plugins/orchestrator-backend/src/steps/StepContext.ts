import type { CommandRunner } from '../commands';
import type { TemplateValues } from './values';
import type { Workspace } from './Workspace';

/** What a step works with. */
export interface StepContext {
  workspace: Workspace;
  values: TemplateValues;
  commands: CommandRunner;
  /** The checkout, absolute. */
  checkout: string;
  /** Folder for private files of commands, outside the checkout. */
  privateFolder: string;
  signal: AbortSignal;
  log(line: string): void;
  /** A digest of all files, to see whether a command changed any. */
  tree(): Promise<string>;
}
