import Chip from '@material-ui/core/Chip';
import type { SvgIconProps } from '@material-ui/core/SvgIcon';
import { makeStyles, type Theme } from '@material-ui/core/styles';
import type { ComponentType } from 'react';
import { toneColor, type Tone } from './tones';

/** An icon and what it means. */
export interface StateLook {
  icon: ComponentType<SvgIconProps>;
  tone: Tone;
}

const useStyles = makeStyles<Theme, { tone: Tone }>(
  theme => ({
    chip: {
      margin: 0,
      maxWidth: '100%',
      borderColor: ({ tone }) => toneColor(theme, tone),
      color: theme.palette.text.primary,
    },
    icon: { '&&': { color: ({ tone }) => toneColor(theme, tone) } },
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
  const classes = useStyles({ tone: look.tone });
  const Icon = look.icon;
  return (
    <Chip
      component="span"
      size="small"
      variant="outlined"
      className={classes.chip}
      label={label}
      title={title}
      icon={<Icon className={classes.icon} aria-hidden />}
    />
  );
}
