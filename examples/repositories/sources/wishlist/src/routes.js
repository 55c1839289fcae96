import { addItem, priceDrops } from './wishlist.js';

export const routes = {
  'POST /wishlists/add': ({ body }) => addItem(body.items, body.sku),
  'POST /wishlists/drops': ({ body }) => priceDrops(body.items, body.then, body.now),
};
