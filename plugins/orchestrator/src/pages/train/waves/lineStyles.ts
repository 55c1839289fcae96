import type { Theme } from '@material-ui/core/styles';

/** Told apart without colours by their dashes, and by those who see few colours (after Okabe and Ito). */
const LIGHT = [
  '#0072b2',
  '#b34700',
  '#00735a',
  '#8f4578',
  '#5c5300',
  '#333333',
];
const DARK = ['#56b4e9', '#f0a30a', '#2cc295', '#e6a0c8', '#f0e442', '#e0e0e0'];
const DASHES = [undefined, '7 3', '2 3', '9 3 2 3', '4 2', '1 4'];

/** How the line of a figure is drawn. */
export function lineStyle(theme: Theme, place: number) {
  const colors = theme.palette.type === 'dark' ? DARK : LIGHT;
  return {
    stroke: colors[place % colors.length],
    strokeWidth: 2,
    strokeDasharray: DASHES[place % DASHES.length],
  };
}
