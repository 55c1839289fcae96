import { alpha, darken, type Theme } from '@material-ui/core/styles';

/** What a state means for the reader; its colour follows from the theme. */
export type Tone =
  | 'neutral'
  | 'running'
  | 'open'
  | 'good'
  | 'attention'
  | 'bad'
  | 'muted';

/**
 * Colour of words that are less important than others.
 *
 * @remarks The palette's own secondary text misses the contrast of WCAG AA on Backstage's light background by a hair.
 */
export function quietColor(theme: Theme): string {
  return theme.palette.type === 'dark'
    ? theme.palette.text.secondary
    : alpha(theme.palette.text.primary, 0.66);
}

/** Colour of a tone that stands out from the theme's background. */
export function toneColor(theme: Theme, tone: Tone): string {
  const shade = theme.palette.type === 'dark' ? 'light' : 'dark';
  switch (tone) {
    case 'running':
      return theme.palette.info[shade];
    case 'open':
      return theme.palette.primary.main;
    case 'good':
      return theme.palette.success[shade];
    case 'attention':
      // The palette's orange is too pale on white for an icon or a border.
      return shade === 'light'
        ? theme.palette.warning.light
        : darken(theme.palette.warning.dark, 0.15);
    case 'bad':
      return theme.palette.error[shade];
    case 'muted':
      return theme.palette.text.disabled;
    default:
      return theme.palette.text.secondary;
  }
}
