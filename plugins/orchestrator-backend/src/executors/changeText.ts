import { render } from '../steps';
import type { TargetWork } from './TargetWork';

const LONGEST_TITLE = 250;
const LONGEST_BODY = 60_000;
const LONGEST_LABEL = 50;

/** The words of a change, filled in. */
export interface ChangeText {
  title: string;
  /** Markdown. */
  body: string;
  commitMessage: string;
  labels: string[];
}

/**
 * Fills the templates of a change in, for one target. Titles and labels become one line; a secret is nowhere.
 *
 * @throws FailureError `templateFailed`
 */
export async function changeText(work: TargetWork): Promise<ChangeText> {
  const { change } = work.attempt.run.manifest.spec;
  const values = await work.values();
  const fill = (template: string, field: string) =>
    work.redact(render(template, values, field));
  const labels = change.labels.map(label =>
    oneLine(fill(label, 'change.labels'), LONGEST_LABEL),
  );
  return {
    title: oneLine(fill(change.title, 'change.title'), LONGEST_TITLE),
    body: fill(change.body, 'change.body').slice(0, LONGEST_BODY),
    commitMessage: fill(
      change.commitMessage,
      'change.commitMessage',
    ).replaceAll('\0', ''),
    labels: [...new Set(labels.filter(label => label !== ''))],
  };
}

/** A text without line breaks and control characters, at most so long. */
export function oneLine(text: string, longest: number): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, longest);
}
