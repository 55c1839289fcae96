export {
  CommandRunner,
  type CommandRequest,
  type CommandResult,
  type CommandSettings,
} from './CommandRunner';
export { findProgram, type CommandRules } from './findProgram';
export { ProgramOutput } from './ProgramOutput';
export { createRedactor, redactSecrets, type Redactor } from './redact';
export {
  runProcess,
  type ProcessRequest,
  type ProcessResult,
} from './runProcess';
export { type SandboxMode } from './Sandbox';
export { stopIfAborted } from './stopIfAborted';
