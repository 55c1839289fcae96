const LONGEST_LIST = 20;
const LONGEST_TEXT = 200;
const LONGEST_JSON = 4_000;

/**
 * A value as it is kept beside its measurement: what JSON can't write becomes a text (`NaN`, `+Inf`), and what is long
 * is cut. It was judged before, as a whole.
 */
export function storedValue(value: unknown): unknown {
  const kept = shorten(value);
  const length = JSON.stringify(kept)?.length ?? 0;
  return length > LONGEST_JSON
    ? `A value of ${length} characters, which is not kept`
    : kept;
}

function shorten(value: unknown): unknown {
  if (typeof value === 'number') {
    return writable(value);
  }
  if (typeof value === 'string') {
    return value.length > LONGEST_TEXT
      ? `${value.slice(0, LONGEST_TEXT)}…`
      : value;
  }
  if (Array.isArray(value)) {
    const kept = value.slice(0, LONGEST_LIST).map(shorten);
    return value.length > LONGEST_LIST
      ? [...kept, `… ${value.length} in all`]
      : kept;
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .slice(0, LONGEST_LIST)
          .map(([key, item]) => [key, shorten(item)]),
      )
    : value;
}

function writable(value: number): number | string {
  if (Number.isFinite(value)) {
    return value;
  }
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  return value > 0 ? '+Inf' : '-Inf';
}
