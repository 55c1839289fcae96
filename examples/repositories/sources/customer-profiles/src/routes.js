import { addressProblems } from './address.js';

export const routes = {
  'POST /addresses/check': ({ body }) => ({ problems: addressProblems(body) }),
};
