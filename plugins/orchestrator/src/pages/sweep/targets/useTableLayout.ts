import { useTheme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';

/** Columns of the table of targets besides the box, the target and its state. */
export type TargetColumn =
  | 'batch'
  | 'owner'
  | 'gates'
  | 'diff'
  | 'change'
  | 'updated';

/** How much room the table has. */
export type TableLayout = 'wide' | 'medium' | 'narrow';

/** Columns that fit; what is left out is one click away, in the panel of the target. */
export const COLUMNS: Record<TableLayout, TargetColumn[]> = {
  wide: ['batch', 'owner', 'gates', 'diff', 'change', 'updated'],
  medium: ['owner', 'gates', 'diff', 'change'],
  narrow: [],
};

/** The layout for the width of the window. */
export function useTableLayout(): TableLayout {
  const { breakpoints } = useTheme();
  const narrow = useMediaQuery(breakpoints.down('sm'), { noSsr: true });
  const wide = useMediaQuery(breakpoints.up('xl'), { noSsr: true });
  if (narrow) {
    return 'narrow';
  }
  return wide ? 'wide' : 'medium';
}
