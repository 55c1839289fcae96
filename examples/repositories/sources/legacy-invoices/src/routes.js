import { parseInvoiceNumber } from './invoice-number.js';

export const routes = {
  'GET /invoices/parse': ({ query }) => parseInvoiceNumber(query.get('number') ?? ''),
};
