import { isCardNumber, maskCardNumber } from './card-number.js';

export const routes = {
  'POST /cards/check': ({ body }) => ({
    valid: isCardNumber(body.number),
    masked: maskCardNumber(body.number),
  }),
};
