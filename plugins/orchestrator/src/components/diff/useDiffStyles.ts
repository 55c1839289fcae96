import {
  alpha,
  darken,
  lighten,
  makeStyles,
  type Theme,
} from '@material-ui/core/styles';
import { quietColor } from '../states/tones';

/** A colour of the palette that can be read on the theme's background, and on the tint of a changed line. */
function readable(
  theme: Theme,
  color: 'success' | 'error' | 'info' | 'warning' | 'primary' | 'secondary',
): string {
  return theme.palette.type === 'dark'
    ? lighten(theme.palette[color].light, 0.55)
    : darken(theme.palette[color].dark, color === 'warning' ? 0.45 : 0.35);
}

/** Styles of the diff viewer; class names below `table` are those of react-diff-view and of Prism's tokens. */
export const useDiffStyles = makeStyles(
  theme => {
    const added = theme.palette.success.main;
    const removed = theme.palette.error.main;
    const strong = theme.palette.type === 'dark' ? 0.18 : 0.32;
    return {
      file: {
        border: `1px solid ${theme.palette.divider}`,
        borderRadius: theme.shape.borderRadius,
        marginBottom: theme.spacing(2),
        backgroundColor: theme.palette.background.paper,
        // Long diffs are skipped by the browser while they are out of view.
        contentVisibility: 'auto',
        containIntrinsicSize: 'auto 200px',
      },
      header: {
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: theme.spacing(1),
        padding: theme.spacing(0.5, 1),
        borderBottom: `1px solid ${theme.palette.divider}`,
        backgroundColor: theme.palette.background.default,
        position: 'sticky',
        top: 0,
        zIndex: 1,
      },
      path: {
        fontFamily: 'monospace',
        overflowWrap: 'anywhere',
        flex: '1 1 12rem',
        margin: 0,
        fontSize: theme.typography.body2.fontSize,
      },
      added: { color: readable(theme, 'success'), fontFamily: 'monospace' },
      removed: { color: readable(theme, 'error'), fontFamily: 'monospace' },
      note: { padding: theme.spacing(1), color: quietColor(theme) },
      raw: {
        margin: 0,
        padding: theme.spacing(1),
        overflow: 'auto',
        whiteSpace: 'pre-wrap',
        overflowWrap: 'anywhere',
      },
      toolbar: {
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: theme.spacing(1),
        marginBottom: theme.spacing(1),
      },
      grow: { flex: 1 },
      scroll: { overflowX: 'auto' },
      table: {
        width: '100%',
        minWidth: '30rem',
        borderCollapse: 'collapse',
        tableLayout: 'fixed',
        fontFamily: 'monospace',
        fontSize: theme.typography.body2.fontSize,
        color: theme.palette.text.primary,
        '& td': {
          paddingTop: 0,
          paddingBottom: 0,
          verticalAlign: 'top',
          lineHeight: 1.5,
        },
        '& .diff-gutter-col': { width: '6ch' },
        '& .diff-gutter': {
          padding: '0 1ch',
          textAlign: 'right',
          color: quietColor(theme),
          userSelect: 'none',
          cursor: 'default',
        },
        '& .diff-code': {
          paddingLeft: '2ch',
          whiteSpace: 'pre-wrap',
          overflowWrap: 'anywhere',
          position: 'relative',
        },
        // Signs, so that colour is not the only thing that tells an added line from a removed one.
        '& .diff-code-insert::before': {
          content: '"+"',
          position: 'absolute',
          left: '0.5ch',
        },
        '& .diff-code-delete::before': {
          content: '"\u2212"',
          position: 'absolute',
          left: '0.5ch',
        },
        '& .diff-gutter-insert, & .diff-code-insert': {
          backgroundColor: alpha(added, 0.14),
        },
        '& .diff-gutter-delete, & .diff-code-delete': {
          backgroundColor: alpha(removed, 0.14),
        },
        '& .diff-code-insert .diff-code-edit': {
          backgroundColor: alpha(added, strong),
        },
        '& .diff-code-delete .diff-code-edit': {
          backgroundColor: alpha(removed, strong),
        },
        '& .diff-decoration-content': {
          padding: theme.spacing(0.25, 1),
          color: quietColor(theme),
          backgroundColor: theme.palette.action.hover,
          overflowWrap: 'anywhere',
        },
        '& .token.comment, & .token.prolog, & .token.cdata': {
          color: quietColor(theme),
          fontStyle: 'italic',
        },
        '& .token.string, & .token.char, & .token.attr-value, & .token.url': {
          color: readable(theme, 'success'),
        },
        '& .token.keyword, & .token.atrule, & .token.tag, & .token.important': {
          color: readable(theme, 'primary'),
        },
        '& .token.number, & .token.boolean, & .token.constant': {
          color: readable(theme, 'warning'),
        },
        '& .token.function, & .token.class-name, & .token.property, & .token.key, & .token.attr-name':
          { color: readable(theme, 'info') },
      },
    };
  },
  { name: 'OrchestratorDiff' },
);
