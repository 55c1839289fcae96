import { refundFor } from './refunds.js';

export const routes = {
  'POST /refunds': ({ body }) => ({ amount: refundFor(body.line, body.returned) }),
};
