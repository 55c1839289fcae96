/** Longest manifest that is read, in bytes of UTF-8. @public */
export const MAX_MANIFEST_BYTES = 256 * 1024;
/** How often aliases may be resolved in one manifest: an alias of aliases grows without end otherwise. */
export const MAX_ALIASES = 100;
/** Deepest nesting of mappings and lists. */
export const MAX_NESTING = 64;
/** Issues that are told at once; a text that isn't a manifest at all would have thousands. */
export const MAX_ISSUES = 100;
