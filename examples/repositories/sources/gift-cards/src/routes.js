import { redeem } from './balance.js';

export const routes = {
  'POST /gift-cards/redeem': ({ body }) =>
    redeem({ balance: body.balance, soldAt: new Date(body.soldAt) }, body.amount, new Date()),
};
