import {
  NODE_20_EXACT,
  NODE_20_DEBIAN,
  NODE_22,
  VERBOSE_FOR_SUPPORT,
  OLD_INFO,
  NEW_INFO,
  OLD_REQUEST_ID,
  node,
  typescript,
  library,
  python,
  go,
  java,
} from './kinds.mjs';
import { STOREFRONT } from './storefront.mjs';

// What the catalog does not say about a module: its language, versions and habits. They differ as they do in
// a company that grew, so that a sweep finds work, modules that are fine already, and modules that resist.

/**
 * By the name of the entity in the catalog. `feature` is the commit that brought the business code;
 * `owners: 'current'` marks those whose CODEOWNERS file and README name the owner already.
 */
export const MODULES = {
  'payments-api': node({
    port: 8101,
    version: '2.8.1',
    feature: 'Compute the fee of each payment method',
    settings: [
      'timeouts:',
      '  scheme_ms: 2000 # the card scheme answers within 1.5 s',
      '  bank_ms: 8000',
    ],
    unreleased: {
      file: 'docs/version-3.md',
      title: 'Version 3',
      commits: [
        {
          message: 'feat(charges): charge an instalment plan',
          line: 'A charge may name a plan: it is taken in up to twelve instalments.',
        },
        {
          message:
            'feat(api)!: name amounts in cents\n\nBREAKING CHANGE: amount is a whole number of cents, and no longer text',
          line: 'Amounts are whole numbers of cents.',
        },
        {
          message: 'fix(refunds): refund the instalments that were taken alone',
          line: 'A refund gives back what was taken, not what the plan comes to.',
        },
        {
          message: 'docs: say how long version 2 is served',
          line: 'Version 2 is served beside it until everybody has moved.',
        },
      ],
    },
  }),
  'card-vault': node({
    port: 8102,
    version: '1.12.0',
    logger: '^8.21.0',
    log: OLD_INFO,
    feature: 'Check and mask card numbers',
    settings: ['tokens:', '  keep_days: 1825'],
    unreleased: {
      file: 'docs/mandates.md',
      title: 'Mandates',
      commits: [
        {
          message: 'feat(mandates): keep the mandate of an instalment plan',
          line: 'A mandate is kept as long as the plan that it belongs to.',
        },
        {
          message: 'fix: mask the number of a card in a mandate',
          line: 'A mandate shows the last four digits of its card.',
        },
      ],
    },
  }),
  'payments-ledger': java({
    port: 8103,
    version: '3.1.0',
    package: 'ledger',
    feature: 'Refuse bookings that do not balance',
  }),
  'payout-scheduler': python({
    port: 8104,
    version: '1.6.2',
    log: VERBOSE_FOR_SUPPORT,
    feature: 'Hold sales back until goods can no longer be returned',
    settings: [
      'payouts:',
      '  minimum_cents: 2000',
      '  hold_days: 14 # the time in which goods may come back',
    ],
  }),
  'fraud-scoring': python({
    port: 8105,
    version: '0.19.0',
    layers: OLD_REQUEST_ID.python,
    feature: 'Score payments by five signals',
    settings: ['thresholds:', '  review: 40', '  refuse: 75'],
  }),
  'legacy-invoices': node({
    port: 8106,
    version: '1.4.9',
    logger: '^6.14.0',
    layers: OLD_REQUEST_ID.node,
    feature: 'Read the numbers of printed invoices',
  }),

  'checkout-api': typescript({
    port: 8201,
    version: '4.2.0',
    owners: 'current',
    feature: 'Let a checkout expire after half an hour',
    settings: ['checkout:', '  hold_minutes: 30'],
  }),
  'basket-pricing': node({
    port: 8202,
    version: '2.3.4',
    logger: '^9.1.0',
    feature: 'Take vouchers off the total',
    settings: ['vouchers:', '  max_per_basket: 1'],
  }),
  'gift-cards': node({
    port: 8203,
    version: '1.1.3',
    indent: '\t',
    finalNewline: false,
    runtime: NODE_20_EXACT,
    layers: OLD_REQUEST_ID.node,
    feature: 'Let gift cards expire after three years',
  }),
  'order-api': java({
    port: 8204,
    version: '5.0.2',
    package: 'orders',
    owners: 'current',
    feature: 'Name the states of an order and the steps between them',
  }),

  'catalogue-api': go({
    port: 8301,
    version: '2.0.1',
    owners: 'current',
    feature: 'Show the way to a category',
  }),
  'product-search': python({
    port: 8302,
    version: '1.9.0',
    log: OLD_INFO,
    feature: 'Rank products by the words of the query',
    settings: [
      'index:',
      '  shards: 3',
      '  # Products without stock stay in the index, further down.',
      '  hide_sold_out: false',
    ],
  }),
  'product-images': node({
    port: 8303,
    version: '1.2.2',
    runtime: NODE_20_DEBIAN,
    log: VERBOSE_FOR_SUPPORT,
    feature: 'Choose width and format of an image',
  }),
  'price-list': node({
    port: 8304,
    version: '2.5.0',
    logger: '^8.21.0',
    log: NEW_INFO,
    owners: 'current',
    feature: 'Take prices from the parent market',
    settings: ['markets: [de, at, fr, be, gb, ie, nl, pl]'],
  }),
  reviews: typescript({
    port: 8305,
    version: '1.0.7',
    feature: 'Rate products by their reviews',
  }),

  ...STOREFRONT,

  'shipping-rates': node({
    port: 8501,
    version: '3.4.0',
    feature: 'Charge bulky parcels by volume',
    settings: [
      '# Agreed with the carriers until the end of the year.',
      'surcharges:',
      '  fuel_percent: 4.5 # changes each quarter',
    ],
  }),
  'parcel-tracking': node({
    port: 8502,
    version: '1.15.2',
    finalNewline: false,
    layers: OLD_REQUEST_ID.node,
    feature: 'Translate the codes of the carriers',
  }),
  'carrier-gateway': java({
    port: 8503,
    version: '2.2.1',
    package: 'carriers',
    owners: 'hidden',
    feature: 'Choose the cheapest carrier that is in time',
  }),
  'delivery-estimates': python({
    port: 8504,
    version: '1.0.4',
    python: '3.12',
    log: NEW_INFO,
    owners: 'current',
    feature: 'Count working days until arrival',
  }),

  'stock-levels': go({
    port: 8601,
    version: '1.8.0',
    layers: OLD_REQUEST_ID.go,
    owners: 'hidden',
    feature: 'Reserve pieces for an order',
  }),
  'returns-api': node({
    port: 8602,
    version: '1.7.0',
    feature: 'Pay back a part of a line',
    settings: ['returns:', '  window_days: 30'],
    // The last change to the code broke a test that nobody has looked at since.
    lastChange: {
      message: 'Round refunds down, as finance asked (FIN-2231)',
      file: 'src/refunds.js',
      before: 'Math.round',
      after: 'Math.floor',
    },
  }),
  'pick-planner': python({
    port: 8603,
    version: '0.7.1',
    python: '3.12',
    feature: 'Walk every second aisle backwards',
  }),

  login: typescript({
    port: 8701,
    version: '3.0.0',
    owners: 'current',
    feature: 'Slow down repeated sign-in attempts',
    settings: ['codes:', '  valid_minutes: 10'],
  }),
  'customer-profiles': node({
    port: 8702,
    version: '2.6.3',
    runtime: NODE_20_EXACT,
    logger: '^8.21.0',
    feature: 'Check addresses by country',
    settings: [
      'profiles:',
      '  # The law asks for deletion; we give shoppers a month to think again.',
      '  delete_after_days: 30',
    ],
  }),
  'session-store': go({
    port: 8703,
    version: '1.4.2',
    feature: 'End sessions that are unused or old',
  }),

  'event-collector': node({
    port: 8801,
    version: '1.9.5',
    indent: '    ',
    logger: '^9.1.0',
    feature: 'Refuse events that are incomplete',
    settings: ['batches:', '  max_events: 500'],
  }),
  'sales-reports': python({
    port: 8802,
    version: '0.12.0',
    layers: OLD_REQUEST_ID.python,
    log: OLD_INFO,
    feature: 'Sum sales by market and month',
  }),

  'feature-flags': typescript({
    port: 8901,
    version: '2.1.0',
    owners: 'current',
    feature: 'Keep a feature for those who have it',
  }),
  'request-context': library({
    version: '1.3.0',
    runtime: NODE_22,
    owners: 'current',
    feature: 'Know the request id across await',
  }),
  'deploy-bot': go({
    port: 8902,
    version: '0.5.0',
    owners: 'current',
    feature: 'Count deployments that failed',
  }),

  'helpdesk-api': node({
    port: 9001,
    version: '1.5.1',
    runtime: NODE_20_DEBIAN,
    layers: OLD_REQUEST_ID.node,
    log: VERBOSE_FOR_SUPPORT,
    feature: 'Sort tickets into queues',
    settings: ['queues:', '  default: general'],
  }),
  'loyalty-points': node({
    port: 9002,
    version: '0.3.0',
    logger: '^7.11.0',
    feature: 'Collect points for orders',
  }),

  'cloud-network': {
    language: 'infrastructure',
    layers: [],
    version: '1.0.0',
    feature: 'Describe networks and databases as code',
  },
};
