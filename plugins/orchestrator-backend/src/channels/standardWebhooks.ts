import { createHmac } from 'node:crypto';

const ENCODED_SECRET = 'whsec_';

/**
 * The headers that say who sent a webhook, and which one it is. Rule: Standard Webhooks, symmetric signatures.
 *
 * @param secret - `whsec_` and Base64, or any text
 * @param at - shows a receiver that it is no old one sent again
 */
export function webhookHeaders(
  body: string,
  options: { id: string; at: Date; secret?: string },
): Record<string, string> {
  const { id, at, secret } = options;
  const timestamp = `${Math.floor(at.getTime() / 1000)}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'idempotency-key': id,
    ...(secret !== undefined && {
      'webhook-signature': `v1,${createHmac('sha256', keyOf(secret))
        .update(`${id}.${timestamp}.${body}`)
        .digest('base64')}`,
    }),
  };
}

function keyOf(secret: string): Buffer {
  return secret.startsWith(ENCODED_SECRET)
    ? Buffer.from(secret.slice(ENCODED_SECRET.length), 'base64')
    : Buffer.from(secret);
}
