/* eslint-disable no-control-regex -- hidden characters are what it looks for */
/** Controls that turn or hide text, so that code looks like other code ("Trojan Source", CVE-2021-42574). */
const HIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Makes characters visible that would change how the text around them looks: `U+202E` in brackets. */
export function revealHidden(text: string): string {
  return text.replace(
    HIDDEN,
    character =>
      `⟨U+${character
        .charCodeAt(0)
        .toString(16)
        .toUpperCase()
        .padStart(4, '0')}⟩`,
  );
}
