/** Longest text that a template may render, in characters. */
export const MAX_RENDERED_LENGTH = 1_000_000;
/** Longest template, in characters. */
export const MAX_TEMPLATE_LENGTH = 1_000_000;
/** Expressions in one template: each one may take its time. */
export const MAX_EXPRESSIONS = 1_000;
