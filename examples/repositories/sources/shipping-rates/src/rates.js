/** Price in cents up to a weight in grams, by zone. */
const RATES = {
  domestic: [[1000, 390], [5000, 590], [31_500, 1290]],
  europe: [[1000, 890], [5000, 1490], [31_500, 2990]],
  world: [[1000, 1590], [5000, 3290]],
};

/** Bulky parcels are charged by volume: 1 kg for 5,000 cubic centimetres. */
export function chargeableGrams(grams, { length, width, height }) {
  return Math.max(grams, Math.ceil(((length * width * height) / 5000) * 1000));
}

/** The price in cents; undefined where no carrier takes the parcel. */
export function rateFor(zone, grams) {
  return RATES[zone]?.find(([limit]) => grams <= limit)?.[1];
}
