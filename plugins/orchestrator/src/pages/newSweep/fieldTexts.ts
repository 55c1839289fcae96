/** Lines of a list; what is no list of texts shows nothing and is left to the YAML. */
export function formatLines(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join('\n') : '';
}

/** {@inheritDoc formatLines} */
export function parseLines(text: string): string[] | undefined {
  const lines = text.split('\n').filter(line => line.trim() !== '');
  return lines.length === 0 ? undefined : lines.map(line => line.trim());
}

/** `key = value` lines of a map. */
export function formatPairs(value: unknown): string {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value)
        .map(([key, item]) => `${key} = ${formatItem(item)}`)
        .join('\n')
    : '';
}

function formatItem(item: unknown): string {
  if (Array.isArray(item)) {
    return item.join(', ');
  }
  return typeof item === 'object' ? JSON.stringify(item) : String(item);
}

function pairsOf(text: string): [string, string][] {
  return text.split('\n').flatMap((line): [string, string][] => {
    const cut = line.indexOf('=');
    const key = line.slice(0, cut).trim();
    const value = line.slice(cut + 1).trim();
    return cut < 0 || key === '' || value === '' ? [] : [[key, value]];
  });
}

/** {@inheritDoc formatPairs} */
export function parsePairs(text: string): Record<string, string> | undefined {
  const pairs = pairsOf(text);
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

/** Like {@link parsePairs}; a value with commas is a list. */
export function parsePairsWithLists(
  text: string,
): Record<string, string | string[]> | undefined {
  const pairs = pairsOf(text);
  return pairs.length === 0
    ? undefined
    : Object.fromEntries(
        pairs.map(([key, value]) => [
          key,
          value.includes(',')
            ? value
                .split(',')
                .map(item => item.trim())
                .filter(item => item !== '')
            : value,
        ]),
      );
}

/** Like {@link formatPairs}, for values of any type: a text that would be read as JSON is quoted. */
export function formatValues(value: unknown): string {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value)
        .map(
          ([key, item]) =>
            `${key} = ${
              typeof item === 'string' && readJson(item) === undefined
                ? item
                : JSON.stringify(item)
            }`,
        )
        .join('\n')
    : '';
}

/** {@inheritDoc formatValues} */
export function parseValues(text: string): Record<string, unknown> | undefined {
  const pairs = pairsOf(text);
  return pairs.length === 0
    ? undefined
    : Object.fromEntries(
        pairs.map(([key, value]) => [key, readJson(value)?.value ?? value]),
      );
}

function readJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
