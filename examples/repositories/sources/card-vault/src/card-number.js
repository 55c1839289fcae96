/** Whether the digits satisfy the checksum that every card number has (ISO/IEC 7812). */
export function isCardNumber(text) {
  const digits = text.replace(/[ -]/g, '');
  if (!/^\d{12,19}$/.test(digits)) {
    return false;
  }
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? Number(digit) * 2 : Number(digit);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** What may be shown and logged: the last four digits. */
export function maskCardNumber(text) {
  const digits = text.replace(/[ -]/g, '');
  return `**** ${digits.slice(-4)}`;
}
