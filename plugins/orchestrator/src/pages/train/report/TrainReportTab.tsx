import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import PrintIcon from '@material-ui/icons/Print';
import { CommandButton } from '../../../components/dialogs';
import { LiveIndicator } from '../../../components/LiveIndicator';
import { QueryView } from '../../../components/QueryView';
import { UntrustedMarkdown } from '../../../components/UntrustedMarkdown';
import { useTrainReport } from '../../../data';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { useTrainActions } from '../useTrainActions';
import { FollowUps } from './FollowUps';
import { Notes } from './Notes';
import { PostMortem } from './PostMortem';
import { SuccessMetrics } from './SuccessMetrics';
import { usePrintStyles } from './usePrintStyles';

const useStyles = makeStyles(
  theme => ({
    bar: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1, 2),
      alignItems: 'center',
      marginBottom: theme.spacing(2),
      '@media print': { display: 'none' },
    },
    grow: { flex: 1 },
    section: { marginBottom: theme.spacing(4) },
    text: {
      overflowX: 'auto',
      '@media print': { overflowX: 'visible' },
    },
  }),
  { name: 'OrchestratorTrainReport' },
);

/** What came of it: success against targets, what is left to do, the post-mortem, and the report to read and print. */
export function TrainReportTab() {
  const t = useText();
  const classes = useStyles();
  usePrintStyles();
  const { detail } = useTrainPage();
  const query = useTrainReport(detail.id);
  const close = useTrainActions().find(({ name }) => name === 'close');
  const sections = [
    { name: 'success', content: <SuccessMetrics /> },
    { name: 'notes', content: <Notes /> },
    { name: 'followUps', content: <FollowUps /> },
    { name: 'postMortem', content: <PostMortem /> },
    {
      name: 'text',
      content: (
        <QueryView query={query} lines={8}>
          {markdown => (
            // Its tables are wider than a phone, and are moved with the keys.
            <div
              className={classes.text}
              // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard
              tabIndex={0}
              role="group"
              aria-labelledby="orchestrator-train-report-text"
            >
              <UntrustedMarkdown content={markdown} />
            </div>
          )}
        </QueryView>
      ),
    },
  ] as const;
  return (
    <>
      <div className={classes.bar}>
        <LiveIndicator query={query} />
        <span className={classes.grow} />
        <Button
          variant="outlined"
          startIcon={<PrintIcon />}
          onClick={() => window.print()}
        >
          {t('train.closing.report.print')}
        </Button>
        {close && detail.phase === 'closing' && (
          <CommandButton
            variant="contained"
            color="primary"
            label={close.label}
            whyNot={close.whyNot}
            ask={close.ask}
            done={close.done}
            perform={close.perform}
          />
        )}
      </div>
      {sections.map(({ name, content }) => (
        <section
          key={name}
          className={classes.section}
          aria-labelledby={`orchestrator-train-report-${name}`}
        >
          <Typography
            variant="h5"
            component="h3"
            gutterBottom
            id={`orchestrator-train-report-${name}`}
          >
            {t(`train.closing.report.${name}`)}
          </Typography>
          {content}
        </section>
      ))}
    </>
  );
}
