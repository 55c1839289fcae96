import { PRODUCTS } from './products.mjs';
import { AUDIENCES } from './shoppers.mjs';

/** Share of requests that fail on a quiet day. */
const USUAL_ERRORS = 0.002;
/** Share of orders that fail at a checkout that can't read `1.234,50`. */
const COMMA_ERRORS = 0.3;
/** Share of orders that are paid in instalments, where they are offered. */
const TAKEN_UP = 0.06;
/** Latency moves by this share around its usual value. */
const JITTER = 0.04;
/** Windows of the burn rate. Traffic of days past was quiet. */
const BURN_WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'];

/**
 * What the services measure in one round of shopping.
 *
 * @param {{ audience: string, context: object, flags: Record<string, boolean> }[]} visits who shopped, and what they
 *   were offered
 * @param {{ decimalComma: boolean, round: number }} state whether the checkout trips over a decimal comma, which
 *   Germany writes and nobody else who is offered instalments; `round` counts up
 * @returns {{ name: string, labels: Record<string, string>, value: number }[]} gauges
 */
export function measure(visits, { decimalComma, round }) {
  return [
    ...PRODUCTS.flatMap((product, index) => [
      ...AUDIENCES.flatMap(audience =>
        gauges(
          { service: product.id, env: 'production', audience },
          errorsOf(product, audience, visits, decimalComma),
          latencyOf(product, round + index),
        ),
      ),
      ...gauges(
        { service: product.id, env: 'staging' },
        USUAL_ERRORS,
        latencyOf(product, round + index),
      ),
      ...BURN_WINDOWS.map(window => ({
        name: 'http_error_budget_ratio',
        labels: { service: product.id, window },
        value: USUAL_ERRORS / 10,
      })),
    ]),
    {
      name: 'orders_in_instalments_percent',
      labels: {},
      value: 100 * TAKEN_UP * shareOffered('checkout-instalments', visits),
    },
  ];
}

function gauges(labels, errors, latency) {
  return [
    { name: 'http_error_ratio', labels, value: errors },
    { name: 'http_latency_seconds', labels, value: latency },
  ];
}

function errorsOf({ id, flag }, audience, visits, decimalComma) {
  if (id !== 'checkout' || audience !== 'germany' || !decimalComma) {
    return USUAL_ERRORS;
  }
  const there = visits.filter(visit => visit.audience === audience);
  return USUAL_ERRORS + COMMA_ERRORS * shareOffered(flag, there);
}

function shareOffered(flag, visits) {
  return visits.length === 0
    ? 0
    : visits.filter(({ flags }) => flags[flag] === true).length / visits.length;
}

/** Goes up and down by the hour of the round, not by chance: two audiences of one service are alike. */
function latencyOf({ latency }, round) {
  return latency * (1 + JITTER * Math.sin(round));
}
