import { boughtTogether } from './rank.js';

export const routes = {
  'POST /bought-together': ({ body }) => boughtTogether(body.orders, body.sku),
};
