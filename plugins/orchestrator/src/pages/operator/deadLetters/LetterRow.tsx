import Checkbox from '@material-ui/core/Checkbox';
import { makeStyles } from '@material-ui/core/styles';
import type { PropsWithChildren } from 'react';
import { useText } from '../../../translation';

const useStyles = makeStyles(
  theme => ({
    row: {
      display: 'flex',
      alignItems: 'flex-start',
      borderBottom: `1px solid ${theme.palette.divider}`,
      padding: theme.spacing(1, 0),
    },
    body: { minWidth: 0, flex: 1, overflowWrap: 'anywhere' },
  }),
  { name: 'OrchestratorLetterRow' },
);

/** The row of a dead letter, with the box that chooses it. */
export function LetterRow(
  props: PropsWithChildren<{
    /** Names it among the others. */
    title: string;
    chosen: boolean;
    onToggle: () => void;
  }>,
) {
  const { title, chosen, onToggle, children } = props;
  const t = useText();
  const classes = useStyles();
  return (
    <li className={classes.row}>
      <Checkbox
        color="primary"
        size="small"
        checked={chosen}
        onChange={onToggle}
        inputProps={{ 'aria-label': t('operator.letters.select', { title }) }}
      />
      <div className={classes.body}>{children}</div>
    </li>
  );
}
