import type { Theme } from '@material-ui/core/styles';

/** What a state means for the reader; its colour follows from the theme. */
export type Tone = 'neutral' | 'running' | 'good' | 'attention' | 'bad' | 'muted';

/** Colour of a tone that stands out from the theme's background. */
export function toneColor(theme: Theme, tone: Tone): string {
  const shade = theme.palette.type === 'dark' ? 'light' : 'dark';
  switch (tone) {
    case 'running':
      return theme.palette.info[shade];
    case 'good':
      return theme.palette.success[shade];
    case 'attention':
      return theme.palette.warning[shade];
    case 'bad':
      return theme.palette.error[shade];
    case 'muted':
      return theme.palette.text.disabled;
    default:
      return theme.palette.text.secondary;
  }
}
