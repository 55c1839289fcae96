import type { ChangeStep } from '@backstage-orchestrator/plugin-orchestrator-common';
import { compileGlobs } from './globs';
import { compileReplacement } from './replaceText';
import type { StepContext } from './StepContext';
import { stopIfAborted } from '../commands';
import { render } from './templates';

/**
 * Replaces text in the files that the globs match. Files that are not UTF-8 text stay as they are.
 *
 * @returns whether a file has changed
 */
export async function replaceStep(
  spec: NonNullable<ChangeStep['replace']>,
  context: StepContext,
  field: string,
): Promise<boolean> {
  const replace = compileReplacement({
    ...spec,
    find: spec.regex
      ? spec.find
      : render(spec.find, context.values, `${field}.find`),
    with: render(spec.with, context.values, `${field}.with`),
  });
  const files = await context.workspace.list(
    compileGlobs(
      spec.files.map(glob => render(glob, context.values, `${field}.files`)),
    ),
  );
  let changed = false;
  for (const path of files) {
    stopIfAborted(context.signal);
    if (await context.workspace.isLong(path)) {
      context.log(`${field}: ${path} is too long, left as it is`);
      continue;
    }
    const text = decode(await context.workspace.read(path));
    const edited = text === undefined ? undefined : replace(text);
    if (edited !== undefined && edited !== text) {
      await context.workspace.write(path, edited);
      context.log(`${field}: ${path}`);
      changed = true;
    }
  }
  return changed;
}

/** Only what can be written back to the last byte is text. */
function decode(content: Buffer | undefined): string | undefined {
  const text = content?.toString('utf8');
  return text !== undefined &&
    !text.includes('\0') &&
    Buffer.from(text).equals(content as Buffer)
    ? text
    : undefined;
}
