import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { ReactNode } from 'react';
import { quietColor } from './states/tones';

const useStyles = makeStyles(
  theme => ({
    root: {
      // Labels and hints of Material UI, with the contrast that the page promises.
      '& .MuiTypography-colorTextSecondary, & .MuiFormLabel-root:not(.Mui-error):not(.Mui-focused):not(.Mui-disabled), & .MuiFormHelperText-root:not(.Mui-error)':
        {
          color: quietColor(theme),
        },
    },
  }),
  { name: 'OrchestratorPageRoot' },
);

/** Around everything of ours: text outside a Typography of its own has the portal's letters, too. */
export function PageRoot(props: { children: ReactNode }) {
  const classes = useStyles();
  return (
    <Typography component="div" variant="body2" className={classes.root}>
      {props.children}
    </Typography>
  );
}
