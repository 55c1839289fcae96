/** Invoices were numbered by year, without a gap: 2019-000431. */
export function invoiceNumber(year, sequence) {
  return `${year}-${String(sequence).padStart(6, '0')}`;
}

export function parseInvoiceNumber(text) {
  const match = /^(\d{4})-(\d{6})$/.exec(text);
  return match ? { year: Number(match[1]), sequence: Number(match[2]) } : undefined;
}
