/** The code of an error of the operating system, such as `ENOENT`; empty for any other. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? '';
}
