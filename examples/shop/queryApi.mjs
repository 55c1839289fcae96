import { readSelector } from './selector.mjs';

const MOST_SAMPLES = 11_000;

/**
 * Answers the part of Prometheus' HTTP API that the example train asks: selectors, at an instant or over a range.
 *
 * @param {import('./Series.mjs').Series} series
 * @param {string} path `/api/v1/query` or `/api/v1/query_range`
 * @param {URLSearchParams} parameters
 * @param {number} now ms
 * @returns {{ status: number, body: object }}
 */
export function answerQuery(series, path, parameters, now) {
  try {
    const selects = readSelector(parameters.get('query') ?? '');
    const data = path.endsWith('_range')
      ? range(series, selects, parameters)
      : instant(series, selects, parameters, now);
    return { status: 200, body: { status: 'success', data } };
  } catch (error) {
    return {
      status: 400,
      body: { status: 'error', errorType: 'bad_data', error: error.message },
    };
  }
}

function instant(series, selects, parameters, now) {
  const at = parameters.has('time') ? timeOf(parameters, 'time') : now;
  return {
    resultType: 'vector',
    result: series.at(selects, at).map(({ name, labels, value }) => ({
      metric: { __name__: name, ...labels },
      value: [at / 1000, String(value)],
    })),
  };
}

function range(series, selects, parameters) {
  const start = timeOf(parameters, 'start');
  const end = timeOf(parameters, 'end');
  const step = stepOf(parameters.get('step') ?? '');
  if (end < start || (end - start) / step > MOST_SAMPLES) {
    throw new Error(
      `end, step: accepted is an end after the start, and at most ${MOST_SAMPLES} samples`,
    );
  }
  const found = new Map();
  for (let at = start; at <= end; at += step) {
    for (const { name, labels, value } of series.at(selects, at)) {
      const key = JSON.stringify([name, labels]);
      const entry = found.get(key) ?? {
        metric: { __name__: name, ...labels },
        values: [],
      };
      found.set(key, entry);
      entry.values.push([at / 1000, String(value)]);
    }
  }
  return { resultType: 'matrix', result: [...found.values()] };
}

/** Seconds since 1970, or ISO 8601; in milliseconds. */
function timeOf(parameters, name) {
  const text = parameters.get(name) ?? '';
  const at =
    text !== '' && Number.isFinite(Number(text))
      ? Number(text) * 1000
      : Date.parse(text);
  if (Number.isNaN(at)) {
    throw new Error(
      `${name}: found ${text}, accepted are seconds since 1970 or ISO 8601`,
    );
  }
  return at;
}

/** Seconds, or a number with `ms`, `s`, `m` or `h`; in milliseconds. */
function stepOf(text) {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  const step =
    Number(amount) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit ?? 's'];
  if (!(step > 0)) {
    throw new Error(`step: found ${text}, accepted is one such as 2 or 2s`);
  }
  return step;
}
