/** Replaces secrets in a text by `***`. */
export type Redactor = (text: string) => string;

const MASK = '***';
/** Shorter ones would mask ordinary words. */
const SHORTEST_SECRET = 6;
/** Bits per character from which a value counts as random. */
const RANDOM_ENTROPY = 3;

/** Tokens that can be told by their shape. */
const KNOWN_TOKENS: RegExp[] = [
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g,
  /\bgh[pousr]_[A-Za-z0-9]{20,255}/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,255}/g,
  /\bgl(?:pat|dt|ptt|rt|cbt|ft|soat|agent)-[A-Za-z0-9_-]{16,255}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,255}/g,
  /\bnpm_[A-Za-z0-9]{30,255}/g,
  /\bsk-[A-Za-z0-9_-]{20,255}/g,
  /\bAIza[A-Za-z0-9_-]{35}/g,
  /\beyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{0,4096}/g,
];

const CREDENTIALS_IN_URL =
  /\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@'"<>]{1,512}@/gi;
const AUTHORIZATION =
  /\b(authorization\s*[:=]\s*["']?(?:basic|bearer|token)\s+)[^\s"',;]{4,4096}/gi;
const ASSIGNMENT =
  /(\b[\w.-]{0,64}(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)[\w.-]{0,32}["']?\s{0,4}[:=]\s{0,4})(["']?)([^\s"',;]{4,512})\2/gi;

/**
 * Masks what looks like a secret, and the given secrets.
 *
 * @remarks
 * For logs, outputs, messages and diffs that are *shown*. A stored patch is left as it is, because exactly it gets
 * applied; whoever shows one passes it through here.
 * @param text - any text; the patterns take linear time
 * @param secrets - texts to mask wherever they stand, also URL-encoded and in Base64; those under 6 characters are left
 */
export function redactSecrets(
  text: string,
  secrets: Iterable<string> = [],
): string {
  let result = text;
  for (const secret of secrets) {
    for (const form of formsOf(secret)) {
      result = result.split(form).join(MASK);
    }
  }
  for (const pattern of KNOWN_TOKENS) {
    result = result.replace(pattern, MASK);
  }
  return result
    .replace(CREDENTIALS_IN_URL, `$1${MASK}@`)
    .replace(AUTHORIZATION, `$1${MASK}`)
    .replace(ASSIGNMENT, (whole, name: string, quote: string, value: string) =>
      looksRandom(value) ? `${name}${quote}${MASK}${quote}` : whole,
    );
}

/** A redactor that knows some secrets, such as the credentials of a code host. */
export function createRedactor(secrets: Iterable<string> = []): Redactor {
  const known = [...secrets];
  return text => redactSecrets(text, known);
}

function formsOf(secret: string): string[] {
  if (secret.length < SHORTEST_SECRET) {
    return [];
  }
  const forms = new Set([
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
  ]);
  return [...forms].sort((one, other) => other.length - one.length);
}

/** `token: string` in source code is no secret; `token: 9fK2…` is. */
function looksRandom(value: string): boolean {
  if (value.includes(MASK) || /^[A-Za-z]+$|^[$<{]|[()]/.test(value)) {
    return false;
  }
  const counts = new Map<string, number>();
  for (const character of value) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const entropy = [...counts.values()].reduce((sum, count) => {
    const share = count / value.length;
    return sum - share * Math.log2(share);
  }, 0);
  return value.length >= 8
    ? entropy >= RANDOM_ENTROPY
    : entropy >= 2 && /\d/.test(value);
}
