/** Widths that are kept ready, in pixels. */
export const WIDTHS = [160, 320, 640, 1280, 1920];

/** The smallest width that fills the slot on a screen of that density. */
export function widthFor(slotWidth, density = 1) {
  const wanted = slotWidth * density;
  return WIDTHS.find(width => width >= wanted) ?? WIDTHS[WIDTHS.length - 1];
}

/** The best format that the browser says it accepts. */
export function formatFor(acceptHeader) {
  if (acceptHeader.includes('image/avif')) {
    return 'avif';
  }
  return acceptHeader.includes('image/webp') ? 'webp' : 'jpeg';
}
