import { Link } from '@backstage/core-components';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { ENDED_PHASES } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { ReactNode } from 'react';
import { Disclosure } from '../../components/Disclosure';
import { RelativeTime } from '../../components/RelativeTime';
import { ReasonText } from '../../components/ReasonText';
import type { GateBoard } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { useTrainPage } from './TrainContext';

/** Lines of a list that are shown before one asks for the rest. */
const SHOWN = 5;

const useStyles = makeStyles(
  theme => ({
    root: {
      padding: theme.spacing(1.5, 2),
      marginBottom: theme.spacing(2),
      overflowWrap: 'anywhere',
    },
    list: { margin: 0, paddingLeft: theme.spacing(2.5) },
  }),
  { name: 'OrchestratorOpenQuestions' },
);

/** What nobody has answered yet and what stands in the way, in words, above everything else. */
export function OpenQuestions() {
  const t = useText();
  const classes = useStyles();
  const { detail } = useTrainPage();
  if (ENDED_PHASES.includes(detail.phase)) {
    return null;
  }
  const asking = detail.board.filter(
    ({ questions, status }) => questions.length > 0 && status !== 'go',
  );
  return (
    <Paper
      variant="outlined"
      component="section"
      className={classes.root}
      aria-label={t('train.questions.title')}
    >
      {detail.obstacles.length === 0 && asking.length === 0 && (
        <Typography variant="body2">{t('train.questions.none')}</Typography>
      )}
      {detail.obstacles.length > 0 && (
        <>
          <Typography variant="subtitle2" component="h3">
            {t('train.questions.obstacles')}
          </Typography>
          <FirstFew
            items={detail.obstacles.map(({ message, until }) => ({
              key: message,
              content: (
                <>
                  <ReasonText text={message} />
                  {until && (
                    <>
                      {' '}
                      ({t('train.questions.goesAway')}{' '}
                      <RelativeTime at={until} />)
                    </>
                  )}
                </>
              ),
            }))}
          />
        </>
      )}
      {asking.map(gate => (
        <GateQuestions key={gate.id} gate={gate} trainId={detail.id} />
      ))}
    </Paper>
  );
}

function GateQuestions(props: { gate: GateBoard; trainId: string }) {
  const { gate, trainId } = props;
  const t = useText();
  const paths = useOrchestratorPaths();
  return (
    <>
      <Typography variant="subtitle2" component="h3">
        <Link to={`${paths.train(trainId)}#gate-${gate.id}`}>
          {t('train.questions.ofGate', { gate: gate.title })}
        </Link>
      </Typography>
      <FirstFew
        items={gate.questions.map(question => ({
          key: question,
          content: <ReasonText text={question} />,
        }))}
      />
    </>
  );
}

/** The first of a list, and the rest where one asks for it: a large train has hundreds. */
function FirstFew({ items }: { items: { key: string; content: ReactNode }[] }) {
  const t = useText();
  const classes = useStyles();
  const list = (some: typeof items) => (
    <ul className={classes.list}>
      {some.map(({ key, content }) => (
        <li key={key}>{content}</li>
      ))}
    </ul>
  );
  const rest = items.slice(SHOWN);
  return (
    <>
      {list(items.slice(0, SHOWN))}
      {rest.length > 0 && (
        <Disclosure label={t('train.questions.more', { count: rest.length })}>
          {list(rest)}
        </Disclosure>
      )}
    </>
  );
}
