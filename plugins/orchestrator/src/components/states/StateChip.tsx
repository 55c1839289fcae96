import Chip from '@material-ui/core/Chip';
import type { SvgIconProps } from '@material-ui/core/SvgIcon';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import type { ComponentType } from 'react';
import { toneColor, type Tone } from './tones';

/** An icon and what it means. */
export interface StateLook {
  icon: ComponentType<SvgIconProps>;
  tone: Tone;
}

const useStyles = makeStyles(
  theme => ({
    chip: {
      margin: 0,
      maxWidth: '100%',
      color: theme.palette.text.primary,
    },
  }),
  { name: 'OrchestratorStateChip' },
);

/** A state as icon, word and colour: never by colour alone. */
export function StateChip(props: {
  look: StateLook;
  label: string;
  title?: string;
}) {
  const { look, label, title } = props;
  const classes = useStyles();
  // Written at the element: a style sheet for each chip would cost more than all else in a long table.
  const color = toneColor(useTheme(), look.tone);
  const Icon = look.icon;
  return (
    <Chip
      component="span"
      size="small"
      variant="outlined"
      className={classes.chip}
      style={{ borderColor: color }}
      label={label}
      title={title}
      icon={<Icon style={{ color }} aria-hidden />}
    />
  );
}
