import type {
  RunState,
  TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';

/** Name of the trailer that says which change of which run a commit is. */
export const CHANGE_TRAILER = 'Orchestrator-Change';
/** The same for the commit that takes a change back. */
export const REVERT_TRAILER = 'Orchestrator-Revert';

const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/**
 * Branch of a target's change: `orchestrator/<run>/<target>`. Rule: semantics, section 7.
 *
 * @throws FailureError `invalidBranch` where an id would lead elsewhere
 */
export function changeBranch(
  run: Pick<RunState, 'id'>,
  target: Pick<TargetState, 'id'>,
): string {
  for (const id of [run.id, target.id]) {
    if (!SAFE_NAME.test(id) || id.includes('..') || /\.(lock)?$/.test(id)) {
      throw new FailureError({
        class: 'permanent',
        code: 'invalidBranch',
        message: `The id ${JSON.stringify(
          id.slice(0, 100),
        )} can't be a part of a branch name`,
      });
    }
  }
  return `orchestrator/${run.id}/${target.id}`;
}

/** Branch of the change that takes a merged one back. */
export function revertBranch(
  run: Pick<RunState, 'id'>,
  target: Pick<TargetState, 'id'>,
): string {
  return `${changeBranch(run, target)}-revert`;
}

/**
 * The line that makes a commit ours, so that a lost database finds its changes again:
 * `Orchestrator-Change: <change digest>/<run id>/<target id>`.
 */
export function trailerOf(
  name: typeof CHANGE_TRAILER | typeof REVERT_TRAILER,
  run: Pick<RunState, 'id' | 'changeDigest'>,
  target: Pick<TargetState, 'id'>,
): string {
  return `${name}: ${run.changeDigest}/${run.id}/${target.id}`;
}

/** A commit message with a trailer: in the block of trailers at its end, or in one of its own. */
export function withTrailer(message: string, trailer: string): string {
  // A line that looks like our trailer, from a template, must not pass for it.
  const text = message
    .split(/\r?\n/)
    .filter(line => !/^orchestrator-(change|revert)\s*:/i.test(line))
    .join('\n')
    .trim();
  const paragraphs = text.split(/\n\s*\n/);
  const last = paragraphs[paragraphs.length - 1].split('\n');
  const endsWithTrailers =
    paragraphs.length > 1 &&
    last.every(line => /^[A-Za-z][A-Za-z0-9-]*: \S/.test(line));
  return `${text}${endsWithTrailers ? '\n' : '\n\n'}${trailer}\n`;
}

/** Whether a commit message carries a trailer in its last paragraph. */
export function hasTrailer(message: string, trailer: string): boolean {
  const paragraphs = message.trimEnd().split(/\n\s*\n/);
  return paragraphs[paragraphs.length - 1]
    .split('\n')
    .some(line => line.trimEnd() === trailer);
}
