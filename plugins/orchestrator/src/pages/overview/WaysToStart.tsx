import Grid from '@material-ui/core/Grid';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { NewSweepButton } from '../../components/NewSweepButton';
import { PageHeading } from '../../components/PageHeading';
import { useText } from '../../translation';
import { PRESETS } from '../newSweep/presets';

const useStyles = makeStyles(
  theme => ({
    card: {
      padding: theme.spacing(3),
      height: '100%',
      display: 'flex',
      flexDirection: 'column',
      alignItems: 'flex-start',
      gap: theme.spacing(1),
    },
    grow: { flex: 1 },
  }),
  { name: 'OrchestratorWaysToStart' },
);

/** A portal without runs: the ways to start the first one, each a button. */
export function WaysToStart() {
  const t = useText();
  const classes = useStyles();
  return (
    <>
      <PageHeading title={t('overview.start.title')} />
      <Typography paragraph>{t('overview.start.what')}</Typography>
      <Grid container spacing={3}>
        {PRESETS.map(({ id }) => (
          <Grid item xs={12} sm={6} md={4} key={id}>
            <Paper
              variant="outlined"
              className={classes.card}
              component="section"
              aria-label={t(`newSweep.preset.${id}.title`)}
            >
              <Typography variant="h6" component="h3">
                {t(`newSweep.preset.${id}.title`)}
              </Typography>
              <Typography variant="body2" className={classes.grow}>
                {t(`newSweep.preset.${id}.what`)}
              </Typography>
              <NewSweepButton
                label={t('overview.start.button')}
                search={{ preset: id }}
              />
            </Paper>
          </Grid>
        ))}
      </Grid>
    </>
  );
}
