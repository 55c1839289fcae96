import { feeFor } from './fees.js';

export const routes = {
  'POST /fees': ({ body }) => ({ fee: feeFor(body.amount, body.method) }),
};
