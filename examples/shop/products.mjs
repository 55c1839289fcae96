/**
 * The products of the example train: what a service is called in its metrics, the flag that it asks for, and how it
 * does on a quiet day.
 */
export const PRODUCTS = [
  { id: 'card-vault', flag: 'vault-mandates', latency: 0.02 },
  { id: 'payments', flag: 'instalments', latency: 0.09 },
  { id: 'checkout', flag: 'checkout-instalments', latency: 0.12 },
  { id: 'shop', flag: 'shop-instalments', latency: 0.2 },
  { id: 'estimates', flag: 'estimates-due-day', latency: 0.05 },
];

/** How the shop declares its flags to the portal, off for everybody. */
export const flagDefinition = ({ id }) => ({
  title: `Spring checkout: ${id}`,
  description: `Turned on wave by wave by the example train; asked for by ${id}.`,
  type: 'boolean',
  variants: { on: true, off: false },
  defaultVariant: 'off',
  expectedVersion: 0,
});
