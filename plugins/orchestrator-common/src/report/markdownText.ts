/**
 * Writes a text from outside (a title, a name, an error) into Markdown as nothing but text.
 *
 * @remarks
 * Every character that CommonMark or GitHub's dialect gives a meaning is escaped: no HTML, link, image, code, table cell
 * or heading comes out of it. Bare addresses don't become links. Line breaks become blanks, so it stays in its cell.
 */
export function markdownText(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[\\`*_{}[\]<>()#+!|~&@$^=]/g, '\\$&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\bwww\./gi, 'www\\.')
    .replace(/^([-.])/, '\\$1')
    .replace(/^(\d+)\.(?=\s|$)/, '$1\\.')
    .trim();
}

/**
 * Writes a link, if its address is one of the portal or of the web; otherwise its text alone.
 *
 * @param url - `/path` in the portal, or `http:` or `https:`
 */
export function markdownLink(text: string, url: string): string {
  const label = markdownText(text);
  return isLinkable(url)
    ? `[${label}](<${url.replace(/[<>\\\s\p{Cc}]/gu, encodeURIComponent)}>)`
    : label;
}

function isLinkable(url: string): boolean {
  return /^https?:\/\/[^/]/i.test(url) || /^\/(?![/\\])/.test(url);
}

/** Writes a table; the cells are Markdown already. */
export function markdownTable(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join(
    '\n',
  );
}
