import type { FieldPath } from './fieldPath';
import type { ChangeStep, SweepManifest } from './sweep';

/**
 * The names that conditions and templates of a sweep may read:
 * `entity` (the catalog's entity), `target` (id, title, owner, repository …), `parameters` (of the manifest),
 * `run` (id, name, title) and `steps` (results of the steps before, by their id).
 *
 * @public
 */
export const SWEEP_VALUE_NAMES = [
  'entity',
  'target',
  'parameters',
  'run',
  'steps',
] as const;

/** A text in a manifest that is rendered for each target. @public */
export interface SweepTemplate {
  path: FieldPath;
  template: string;
}

/**
 * Every text of a sweep that is a template, with its place: title, body, commit message and labels of the change,
 * parts and environment of commands, and what steps look for and write.
 *
 * @remarks A regular expression, names of members and the pointers of `json` and `yaml` are none.
 * @public
 */
export function sweepTemplates(manifest: SweepManifest): SweepTemplate[] {
  const { change, gates } = manifest.spec;
  const at = (path: FieldPath, template: string): SweepTemplate => ({
    path,
    template,
  });
  return [
    at(['spec', 'change', 'title'], change.title),
    at(['spec', 'change', 'body'], change.body),
    at(['spec', 'change', 'commitMessage'], change.commitMessage),
    ...change.labels.map((label, index) =>
      at(['spec', 'change', 'labels', index], label),
    ),
    ...change.steps.flatMap((step, index) =>
      stepTemplates(step, ['spec', 'change', 'steps', index]),
    ),
    ...gates.flatMap((gate, index) =>
      commandTemplates(gate.run, ['spec', 'gates', index, 'run']),
    ),
  ];
}

function stepTemplates(step: ChangeStep, path: FieldPath): SweepTemplate[] {
  const found: SweepTemplate[] = step.run
    ? commandTemplates(step.run, [...path, 'run'])
    : [];
  if (step.replace) {
    const { files, find, with: replacement, regex } = step.replace;
    found.push(...textsIn(files, [...path, 'replace', 'files']));
    found.push(...(regex ? [] : textsIn(find, [...path, 'replace', 'find'])));
    found.push(...textsIn(replacement, [...path, 'replace', 'with']));
  }
  for (const kind of ['json', 'yaml'] as const) {
    const { file, set, merge } = step[kind] ?? {};
    found.push(...textsIn({ file, set, merge }, [...path, kind]));
  }
  for (const [file, content] of Object.entries(step.template?.files ?? {})) {
    const place = [...path, 'template', 'files', file];
    found.push(
      { path: place, template: file },
      { path: place, template: content },
    );
  }
  return found;
}

function commandTemplates(
  { command, env }: { command: string[]; env: Record<string, string> },
  path: FieldPath,
): SweepTemplate[] {
  return textsIn({ command, env }, path);
}

/** Every text inside of a value; names of members are none. */
function textsIn(value: unknown, path: FieldPath): SweepTemplate[] {
  if (typeof value === 'string') {
    return [{ path, template: value }];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => textsIn(item, [...path, index]));
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, item]) =>
        textsIn(item, [...path, name]),
      )
    : [];
}
