const NAME = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{(.*)\})?\s*$/s;
const MATCHER =
  /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*(,|$)/sy;

/**
 * Reads a selector of Prometheus, such as `http_error_ratio{service="checkout",audience=~"germany|pilot"}`.
 * Functions, operators and ranges in brackets are not read: for those, run Prometheus.
 *
 * @returns {(series: { name: string, labels: Record<string, string> }) => boolean}
 * @throws Error with what is accepted
 */
export function readSelector(query) {
  const [, name, inside = ''] = NAME.exec(query) ?? [];
  const matchers = name === undefined ? undefined : readMatchers(inside);
  if (!matchers) {
    throw new Error(
      `query: found ${query}, accepted is a selector such as http_error_ratio{service="checkout"}; for all of PromQL, start the portal with Prometheus installed`,
    );
  }
  return series =>
    series.name === name &&
    matchers.every(({ label, holds }) => holds(series.labels[label] ?? ''));
}

function readMatchers(text) {
  const matchers = [];
  MATCHER.lastIndex = 0;
  while (MATCHER.lastIndex < text.length) {
    const found = MATCHER.exec(text);
    if (!found) return text.trim() === '' ? matchers : undefined;
    const [, label, operator, quoted] = found;
    matchers.push({ label, holds: comparison(operator, unquote(quoted)) });
  }
  return matchers;
}

const unquote = text =>
  text.replace(/\\(.)/gs, (_, character) =>
    character === 'n' ? '\n' : character,
  );

function comparison(operator, value) {
  if (operator === '=') return found => found === value;
  if (operator === '!=') return found => found !== value;
  const pattern = new RegExp(`^(?:${value})$`, 's');
  return operator === '=~'
    ? found => pattern.test(found)
    : found => !pattern.test(found);
}
