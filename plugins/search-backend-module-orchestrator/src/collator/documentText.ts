/** Labels of a manifest as they are written in filters: `key=value`. */
export function labelsOf(run: { labels: Record<string, string> }): string[] {
  return Object.entries(run.labels).map(([key, value]) => `${key}=${value}`);
}

/** Parts of a text in one line; those that there are not are left out. */
export function textOf(parts: (string | undefined)[]): string {
  return parts
    .map(part => part?.trim())
    .filter(part => part)
    .join(' · ');
}
