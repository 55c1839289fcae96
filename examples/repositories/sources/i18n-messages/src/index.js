/**
 * The text for a count, by the plural rules of the language.
 *
 * @param {Partial<Record<Intl.LDMLPluralRule, string>>} forms with `{n}` where the number goes
 */
export function plural(forms, count, locale) {
  const form = forms[new Intl.PluralRules(locale).select(count)] ?? forms.other;
  return form.replaceAll('{n}', new Intl.NumberFormat(locale).format(count));
}

/** Keys that one language has and another lacks. */
export function missingKeys(complete, other) {
  return Object.keys(complete).filter(key => !(key in other));
}
