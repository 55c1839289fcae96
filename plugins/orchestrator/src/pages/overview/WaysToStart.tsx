import Grid from '@material-ui/core/Grid';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { NewSweepButton } from '../../components/NewSweepButton';
import { PageHeading } from '../../components/PageHeading';
import { useText } from '../../translation';
import { NewTrainButton } from '../trains/NewTrainButton';
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
  const ways = [
    ...PRESETS.map(({ id }) => ({
      title: t(`newSweep.preset.${id}.title`),
      what: t(`newSweep.preset.${id}.what`),
      button: (
        <NewSweepButton
          label={t('overview.start.button')}
          search={{ preset: id }}
        />
      ),
    })),
    {
      title: t('overview.start.train'),
      what: t('trains.emptyHint'),
      button: <NewTrainButton label={t('overview.start.planTrain')} />,
    },
  ];
  return (
    <>
      <PageHeading title={t('overview.start.title')} />
      <Typography paragraph>{t('overview.start.what')}</Typography>
      <Grid container spacing={3}>
        {ways.map(({ title, what, button }) => (
          <Grid item xs={12} sm={6} md={4} key={title}>
            <Paper
              variant="outlined"
              className={classes.card}
              component="section"
              aria-label={title}
            >
              <Typography variant="h6" component="h3">
                {title}
              </Typography>
              <Typography variant="body2" className={classes.grow}>
                {what}
              </Typography>
              {button}
            </Paper>
          </Grid>
        ))}
      </Grid>
    </>
  );
}
