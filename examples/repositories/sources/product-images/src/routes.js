import { formatFor, widthFor } from './variants.js';

export const routes = {
  'GET /variant': ({ query, headers }) => ({
    width: widthFor(Number(query.get('slot')), Number(query.get('density') ?? 1)),
    format: formatFor(headers.accept ?? ''),
  }),
};
