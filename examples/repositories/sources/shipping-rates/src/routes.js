import { chargeableGrams, rateFor } from './rates.js';

export const routes = {
  'POST /rates': ({ body }) => ({ amount: rateFor(body.zone, chargeableGrams(body.grams, body.size)) }),
};
