/** The element at hand in `all` and `any`. */
export const ELEMENT = '#';
// jsep has no token `#`, and teaching it one would change it for everybody in
// the process. A private character of the same length keeps positions right.
export const ELEMENT_STAND_IN = '\uE000';
