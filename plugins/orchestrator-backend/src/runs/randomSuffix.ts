import { randomBytes } from 'node:crypto';

const ALPHABET = 'abcdefghjkmnpqrstvwxyz0123456789';

/** Eight characters that can be read aloud: 40 bits are enough to tell the runs of one name apart. */
export function randomSuffix(): string {
  return [...randomBytes(8)]
    .map(byte => ALPHABET[byte % ALPHABET.length])
    .join('');
}
