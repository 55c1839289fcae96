/** A price as shoppers of a market write it. */
export function formatPrice(cents, currency, locale) {
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(cents / 100);
}

/** The old price is shown only where the saving is worth a mention. */
export function showsOldPrice(oldCents, newCents) {
  return newCents < oldCents && (oldCents - newCents) / oldCents >= 0.05;
}
