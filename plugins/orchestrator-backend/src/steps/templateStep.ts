import type { ChangeStep } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { StepContext } from './StepContext';
import { render } from './templates';

/**
 * Writes files from templates. Paths are templates, too, and checked once they are filled in.
 *
 * @returns whether a file has changed
 * @throws FailureError `pathEscapes`
 */
export async function templateStep(
  spec: NonNullable<ChangeStep['template']>,
  context: StepContext,
  field: string,
): Promise<boolean> {
  let changed = false;
  for (const [pathTemplate, contentTemplate] of Object.entries(spec.files)) {
    const path = render(pathTemplate, context.values, `${field}.files`);
    const content = Buffer.from(
      render(
        contentTemplate,
        context.values,
        `${field}.files[${pathTemplate}]`,
      ),
    );
    const before = await context.workspace.read(path);
    if (before === undefined || (spec.overwrite && !before.equals(content))) {
      await context.workspace.write(path, content);
      context.log(`${field}: ${path}`);
      changed = true;
    }
  }
  return changed;
}
