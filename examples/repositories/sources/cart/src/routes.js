import { mergeCarts } from './merge.js';

export const routes = {
  'POST /carts/merge': ({ body }) => mergeCarts(body.saved, body.current),
};
