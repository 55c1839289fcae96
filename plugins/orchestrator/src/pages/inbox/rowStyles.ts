import { makeStyles } from '@material-ui/core/styles';
import { quietColor } from '../../components/states/tones';

/** How a question of the inbox looks: its words, and its answers beside or below them. */
export const useRowStyles = makeStyles(
  theme => ({
    list: { listStyle: 'none', margin: 0, padding: 0 },
    row: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(1),
      padding: theme.spacing(1),
      borderBottom: `1px solid ${theme.palette.divider}`,
      '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}` },
    },
    chosen: { backgroundColor: theme.palette.action.selected },
    words: { flex: '1 1 16rem', minWidth: 0, overflowWrap: 'anywhere' },
    hint: { color: quietColor(theme) },
    answers: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) },
  }),
  { name: 'OrchestratorInboxRow' },
);
