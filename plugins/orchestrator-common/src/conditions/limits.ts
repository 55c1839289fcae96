/** Longest condition, in characters. */
export const MAX_EXPRESSION_LENGTH = 2_000;
/** Deepest nesting of brackets. */
export const MAX_BRACKETS = 50;
/** Deepest nesting of operators, which a long chain of them makes, too. */
export const MAX_DEPTH = 500;
/** Longest list that `all` and `any` walk through. */
export const MAX_LIST_LENGTH = 10_000;
/** Nodes of the expression that one evaluation may visit, repetitions included. */
export const MAX_STEPS = 200_000;
/** Longest text that an expression may put together. */
export const MAX_TEXT_LENGTH = 100_000;
