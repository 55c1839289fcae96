import { PRODUCTS } from './products.mjs';

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = text =>
  String(text).replace(/[&<>"]/g, character => ESCAPES[character]);

const page = (title, body) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>body { font: 16px sans-serif; margin: 2em; max-width: 50em } td, th { padding: 0.2em 1em; text-align: left }</style>
<h1>${escape(title)}</h1>
${body}
</html>
`;

/** Where to look, and what goes wrong on purpose. */
export function home({ decimalComma }) {
  const dashboards = PRODUCTS.map(
    ({ id }) => `<li><a href="/dashboards/${id}">Dashboard of ${id}</a>`,
  ).join('\n');
  return page(
    'The shop of Meridian Market',
    `<ul>
${dashboards}
<li><a href="/status-page">Status page</a>
<li><a href="/metrics">Metrics</a>
</ul>
<p>The new checkout ${
      decimalComma
        ? 'trips over a decimal comma, which shoppers in Germany write'
        : 'reads a decimal comma'
    }.</p>
<form method="post" action="/faults/decimal-comma">
<button name="on" value="${!decimalComma}">${
      decimalComma ? 'Mend it' : 'Break it again'
    }</button>
</form>`,
  );
}

/** What a service measures now, by audience. */
export function dashboard(service, series, now) {
  const rows = series
    .at(({ labels }) => labels.service === service, now)
    .map(
      ({ name, labels, value }) =>
        `<tr><td>${escape(name)}<td>${escape(
          labels.audience ?? labels.env ?? labels.window,
        )}<td>${value.toPrecision(3)}`,
    )
    .join('\n');
  return page(service, `<table><tr><th>Metric<th>Of<th>Now\n${rows}\n</table>`);
}

/** What the public was told, the newest first. */
export function statusPage(messages) {
  const shown = messages
    .map(
      ({ subject, text, at }) =>
        `<h2>${escape(subject)}</h2><p>${escape(at)}</p><p>${escape(text)}</p>`,
    )
    .reverse();
  return page('Status', shown.join('\n') || '<p>Nothing to tell.</p>');
}
