import { discount, subtotal } from './totals.js';

export const routes = {
  'POST /totals': ({ body }) => {
    const total = subtotal(body.lines);
    const off = body.voucher ? discount(body.lines, body.voucher) : 0;
    return { subtotal: total, discount: off, total: total - off };
  },
};
