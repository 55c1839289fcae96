import type { ChangeStep } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { DocumentEdit } from './pointers';
import { editJson } from './editJson';
import { editYaml } from './editYaml';
import { renderTexts } from './renderTexts';
import type { StepContext } from './StepContext';
import { stepFailure } from './stepFailure';
import { render } from './templates';

const KINDS = {
  json: { edit: editJson, empty: '{}\n' },
  yaml: { edit: editYaml, empty: '' },
};

/**
 * Sets, deletes and merges in a JSON or YAML file. Texts in the values are templates.
 *
 * @returns whether the file has changed
 * @throws FailureError `stepFailed` where the file is missing and must not be, or can't be edited
 */
export async function documentStep(
  kind: keyof typeof KINDS,
  spec: NonNullable<ChangeStep['json']>,
  context: StepContext,
  field: string,
): Promise<boolean> {
  const file = render(spec.file, context.values, `${field}.file`);
  const content = await context.workspace.read(file);
  if (content === undefined && spec.ifMissing === 'skip') {
    context.log(`${field}: there is no ${file}`);
    return false;
  }
  if (content === undefined && spec.ifMissing === 'fail') {
    throw stepFailure(`${field}: there is no ${file}`);
  }
  const text =
    content === undefined ? KINDS[kind].empty : content.toString('utf8');
  const edit: DocumentEdit = {
    set: renderTexts(spec.set, context.values, `${field}.set`),
    delete: spec.delete,
    merge: renderTexts(spec.merge, context.values, `${field}.merge`),
  };
  const edited = editNamed(kind, file, text, edit);
  if (edited === content?.toString('utf8')) {
    return false;
  }
  await context.workspace.write(file, edited);
  context.log(`${field}: ${file}`);
  return true;
}

function editNamed(
  kind: keyof typeof KINDS,
  file: string,
  text: string,
  edit: DocumentEdit,
): string {
  try {
    return KINDS[kind].edit(text, edit);
  } catch (error) {
    throw stepFailure(
      `${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
