/** An instant as a field of a date and a time takes it: local time of the viewer, to the minute. */
export function toLocalInput(epochMs: number): string {
  const date = new Date(epochMs);
  const shifted = new Date(epochMs - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** The instant that a person gave in such a field, ISO 8601, UTC; undefined where it is none. */
export function fromLocalInput(text: string): string | undefined {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
