import { MarkdownContent } from '@backstage/core-components';
import { isSafeAddress } from './SafeLink';

/** The beginning of a task in a list, and whether it is done. */
const TASK = /^(\s*(?:[-*+]|\d+[.)])\s+)\[([ xX])\](?=\s)/;
/** What begins a block of code, and ends it again. */
const FENCE = /^\s*(`{3,}|~{3,})/;

/**
 * Tasks of lists with a sign before them: as boxes they would be fields of a form that nobody can name or tick.
 */
function withSigns(markdown: string): string {
  let fence: string | undefined;
  const lines = markdown.split('\n').map(line => {
    const mark = FENCE.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) {
      fence = fence === undefined ? mark : undefined;
    }
    return fence === undefined
      ? line.replace(
          TASK,
          (_, lead: string, sign: string) =>
            `${lead}${sign === ' ' ? '☐' : '☑'}`,
        )
      : line;
  });
  return lines.join('\n');
}

/**
 * Markdown that others wrote: sanitised, links only to http and https or into the portal.
 *
 * @remarks Images are not loaded, because their addresses would tell a stranger who reads this, and when.
 */
export function UntrustedMarkdown(props: { content: string }) {
  return (
    <MarkdownContent
      content={withSigns(props.content)}
      dialect="gfm"
      transformLinkUri={address => (isSafeAddress(address) ? address : '')}
      transformImageUri={() => ''}
    />
  );
}
