import { makeStyles } from '@material-ui/core/styles';

/** Tabs as wide as their words where the window is narrow, so that as many as can be are in sight. */
export const useTabStyles = makeStyles(
  theme => ({
    tab: {
      [theme.breakpoints.down('sm')]: {
        minWidth: 0,
        padding: theme.spacing(0.75, 1.25),
        letterSpacing: 'normal',
      },
    },
  }),
  { name: 'OrchestratorTabs' },
);
