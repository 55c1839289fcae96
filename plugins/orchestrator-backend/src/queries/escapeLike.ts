/** Text for the inside of a LIKE pattern with `\` as its escape character. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, character => `\\${character}`);
}
