/**
 * Who shops at Meridian Market: the same people every day, so that the same ones are reached by a percentage.
 * `audience` is the label of their metrics, and the wave of the example train that reaches them first.
 */
export const SHOPPERS = [
  ...['acme', 'globex'].flatMap(customer =>
    people(customer, 3, { audience: 'pilot', customer, region: 'pt' }),
  ),
  ...people('de', 12, { audience: 'germany', region: 'de' }),
  ...people('fr', 6, { audience: 'everywhere', region: 'fr' }),
];

export const AUDIENCES = ['pilot', 'germany', 'everywhere'];

function people(name, count, { audience, ...attributes }) {
  return Array.from({ length: count }, (_, index) => ({
    audience,
    context: { targetingKey: `${name}-${index + 1}`, ...attributes },
  }));
}
