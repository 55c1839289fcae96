/** The code of a failure as words: `gateFailed` is "gate failed". */
export function failureWords(code: string): string {
  return code.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
}
