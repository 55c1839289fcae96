import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type {
  GateResult,
  SweepGate,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Checkout } from '../git';
import { stopIfAborted, type CommandResult } from '../commands';
import { holds, runCommand, type StepContext } from '../steps';
import type { TargetWork } from './TargetWork';

const OUTPUT_MEDIA_TYPE = 'text/plain';

/** What a gate's command came to. */
interface GateRun {
  result: 'passed' | 'failed' | 'error';
  exitCode?: number;
  durationMs: number;
  output?: string;
  message?: string;
}

/** When a gate is also run on the untouched base. */
export type BaselineRule = 'always' | 'whereFailed';

/**
 * Runs the gates of a target, in order, all of them even if one fails.
 *
 * @param changed - checkout with the change in it
 * @param baseline - gives a checkout of the untouched base; asked for only where a gate needs it
 * @param rule - `whereFailed` spares the base where the gate passes: its result would change nothing
 */
export async function runGates(
  work: TargetWork,
  changed: Checkout,
  baseline: () => Promise<Checkout>,
  rule: BaselineRule,
): Promise<GateResult[]> {
  const { gates } = work.attempt.run.manifest.spec;
  const results: GateResult[] = [];
  if (gates.length === 0) {
    return results;
  }
  const context = await work.stepContext(changed);
  let untouched: Promise<StepContext> | undefined;
  for (const gate of gates) {
    stopIfAborted(work.signal);
    const after = await evaluate(gate, context, work);
    if (after === 'skipped') {
      results.push({
        gate: gate.id,
        title: gate.title ?? gate.id,
        result: 'skipped',
        durationMs: 0,
      });
      continue;
    }
    const compare =
      gate.baseline &&
      (after.result === 'failed' ||
        (rule === 'always' && after.result === 'passed'));
    untouched ??= compare
      ? baseline().then(checkout => work.stepContext(checkout))
      : undefined;
    const before =
      compare && untouched
        ? await runGate(gate, await untouched, work)
        : undefined;
    results.push(toResult(gate, after, before));
  }
  return results;
}

/** Whether these results keep a change from being opened. */
export function gatesBlock(
  gates: readonly SweepGate[],
  results: readonly GateResult[],
): boolean {
  return results.some(({ gate: id, result }) => {
    if (result === 'failedBefore') {
      return gates.find(gate => gate.id === id)?.onFailedBefore !== 'allow';
    }
    return result === 'failed' || result === 'error';
  });
}

async function evaluate(
  gate: SweepGate,
  context: StepContext,
  work: TargetWork,
): Promise<GateRun | 'skipped'> {
  try {
    if (!holds(gate.if, context.values, `gate ${gate.id}, if`)) {
      return 'skipped';
    }
  } catch (error) {
    return asError(error);
  }
  return runGate(gate, context, work);
}

async function runGate(
  gate: SweepGate,
  context: StepContext,
  work: TargetWork,
): Promise<GateRun> {
  let result: CommandResult;
  try {
    result = await runCommand(gate.run, context, `gate ${gate.id}`);
  } catch (error) {
    return asError(error);
  }
  return {
    result: result.exitCode === 0 ? 'passed' : 'failed',
    exitCode: result.exitCode,
    durationMs: result.durationMs,
    output: await work.attempt.artifacts.put(
      work.redact(result.output),
      OUTPUT_MEDIA_TYPE,
    ),
    message: messageOf(gate, result),
  };
}

/** A gate that can't be run says so; a cancelled attempt ends here. */
function asError(error: unknown): GateRun {
  if (error instanceof FailureError && error.failure.class === 'permanent') {
    return { result: 'error', durationMs: 0, message: error.failure.message };
  }
  throw error;
}

function messageOf(gate: SweepGate, result: CommandResult): string | undefined {
  if (result.timedOut) {
    return `Took longer than ${gate.run.timeout} and was stopped`;
  }
  return result.exitCode === undefined
    ? `Was ended by ${result.killedBy ?? 'a signal'}`
    : undefined;
}

function toResult(
  gate: SweepGate,
  after: GateRun,
  before: GateRun | undefined,
): GateResult {
  return {
    gate: gate.id,
    title: gate.title ?? gate.id,
    result:
      after.result === 'failed' && before?.result === 'failed'
        ? 'failedBefore'
        : after.result,
    baseline: before?.result,
    exitCode: after.exitCode,
    durationMs: after.durationMs,
    output: after.output,
    baselineOutput: before?.output,
    message: after.message,
  };
}
