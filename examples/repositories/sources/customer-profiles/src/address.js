const POSTCODES = {
  DE: /^\d{5}$/,
  FR: /^\d{5}$/,
  GB: /^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$/,
  NL: /^\d{4} [A-Z]{2}$/,
  PL: /^\d{2}-\d{3}$/,
};

/** Problems of an address, as the names of the fields to correct. */
export function addressProblems(address) {
  const problems = ['name', 'street', 'city'].filter(field => !address[field]?.trim());
  const postcode = POSTCODES[address.country];
  if (!postcode) {
    problems.push('country');
  } else if (!postcode.test(address.postcode ?? '')) {
    problems.push('postcode');
  }
  return problems;
}
