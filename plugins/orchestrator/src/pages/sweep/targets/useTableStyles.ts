import { makeStyles } from '@material-ui/core/styles';
import { quietColor } from '../../../components/states/tones';

/** Styles of the table of targets: rows of one height, columns by grid. */
export const useTableStyles = makeStyles(
  theme => {
    const row = {
      display: 'grid',
      alignItems: 'center',
      columnGap: theme.spacing(1),
      borderBottom: `1px solid ${theme.palette.divider}`,
      '& > *': { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis' },
      // The focus ring of a link or a box must not be cut off.
      '& a:focus-visible': {
        outline: `2px solid ${theme.palette.primary.main}`,
        outlineOffset: -2,
      },
    };
    return {
      caption: {
        display: 'flex',
        justifyContent: 'space-between',
        alignItems: 'center',
        flexWrap: 'wrap',
      },
      scroller: {
        height: 'min(70vh, 48rem)',
        minHeight: '20rem',
        overflow: 'auto',
        border: `1px solid ${theme.palette.divider}`,
        borderRadius: theme.shape.borderRadius,
        backgroundColor: theme.palette.background.paper,
        '&:focus-visible': {
          outline: `2px solid ${theme.palette.primary.main}`,
        },
      },
      head: {
        position: 'sticky',
        top: 0,
        zIndex: 2,
        backgroundColor: theme.palette.background.paper,
        fontWeight: theme.typography.fontWeightBold as number,
        minWidth: 'fit-content',
      },
      wide: {
        ...row,
        minWidth: '62rem',
        gridTemplateColumns:
          '2.75rem minmax(12rem, 3fr) 11rem 6rem minmax(6rem, 1.2fr) 7rem 6rem 6rem 7.5rem',
      },
      medium: {
        ...row,
        minWidth: '41rem',
        gridTemplateColumns:
          '2.75rem minmax(9rem, 3fr) 10rem minmax(5rem, 1.2fr) 4rem 4.5rem 4.5rem',
      },
      narrow: { ...row, gridTemplateColumns: '2.75rem minmax(0, 1fr) 9.5rem' },
      chosen: { backgroundColor: theme.palette.action.selected },
      open: { boxShadow: `inset 4px 0 0 ${theme.palette.primary.main}` },
      hover: { '&:hover': { backgroundColor: theme.palette.action.hover } },
      link: {
        color: theme.palette.primary.main,
        textDecoration: 'none',
        '&:hover': { textDecoration: 'underline' },
      },
      box: {
        width: theme.spacing(2.25),
        height: theme.spacing(2.25),
        margin: theme.spacing(1.5),
        accentColor: theme.palette.primary.main,
        '&:focus-visible': {
          outline: `2px solid ${theme.palette.primary.main}`,
        },
      },
      title: {
        display: 'block',
        overflow: 'hidden',
        textOverflow: 'ellipsis',
        whiteSpace: 'nowrap',
      },
      note: {
        display: 'block',
        overflow: 'hidden',
        textOverflow: 'ellipsis',
        whiteSpace: 'nowrap',
        color: quietColor(theme),
        fontSize: theme.typography.caption.fontSize,
      },
      loadingRow: {
        display: 'flex',
        alignItems: 'center',
        padding: theme.spacing(0, 2),
        '& > span': { flex: 1 },
      },
    };
  },
  { name: 'OrchestratorTargetsTable' },
);
