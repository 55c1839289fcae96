/** How long samples are kept, in milliseconds: longer than any range that the example asks for. */
const KEPT_MS = 15 * 60_000;
/** As in Prometheus: an older sample is no answer to the question how it is now. */
const STALE_MS = 5 * 60_000;

/** The samples of the gauges, in memory. */
export class Series {
  #series = new Map();

  /** @param {{ name: string, labels: object, value: number }[]} gauges @param {number} at ms */
  record(gauges, at) {
    for (const { name, labels, value } of gauges) {
      const key = seriesName(name, labels);
      const series = this.#series.get(key) ?? { name, labels, samples: [] };
      this.#series.set(key, series);
      series.samples.push({ at, value });
      while (series.samples[0].at < at - KEPT_MS) series.samples.shift();
    }
  }

  /** The newest sample of each series that a selector takes, not after `at`. */
  at(selects, at) {
    return [...this.#series.values()].filter(selects).flatMap(series => {
      const sample = series.samples.findLast(one => one.at <= at);
      return sample && sample.at > at - STALE_MS
        ? [{ name: series.name, labels: series.labels, value: sample.value }]
        : [];
    });
  }

  /** All that was measured last, in the text format of Prometheus. */
  exposition(at) {
    const lines = [];
    let last;
    const now = this.at(() => true, at).sort((a, b) =>
      a.name < b.name ? -1 : Number(a.name > b.name),
    );
    for (const { name, labels, value } of now) {
      if (name !== last) lines.push(`# TYPE ${name} gauge`);
      last = name;
      lines.push(`${seriesName(name, labels)} ${value}`);
    }
    return `${lines.join('\n')}\n`;
  }
}

function seriesName(name, labels) {
  const pairs = Object.entries(labels).map(
    ([label, value]) => `${label}=${JSON.stringify(value)}`,
  );
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
}
