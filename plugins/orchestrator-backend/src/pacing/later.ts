/** ISO 8601, so many milliseconds after a time. */
export function later(date: Date, milliseconds: number): string {
  return new Date(date.getTime() + milliseconds).toISOString();
}
