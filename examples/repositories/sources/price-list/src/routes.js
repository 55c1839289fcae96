import { priceOn } from './prices.js';

export const routes = {
  'POST /prices/on': ({ body }) => ({ amount: priceOn(body.prices, body.market, body.day) }),
};
