import { Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { orchestratorApiRef } from '../../api';
import { ReasonDialog } from '../../components/dialogs';
import { RelativeTime } from '../../components/RelativeTime';
import type { TrainInboxItem } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { useRowStyles } from './rowStyles';
import {
  answerKindOf,
  answerQuestion,
  noteOf,
  pathOfQuestion,
  trainQuestionKey,
} from './trainAnswers';

/** What release trains wait for from the viewer, each with its answer, or the way to where it is given. */
export function TrainQuestions(props: {
  items: TrainInboxItem[];
  /** Called when something was answered, or could not be. */
  onAnswered: () => void;
}) {
  const { items, onAnswered } = props;
  const t = useText();
  const classes = useRowStyles();
  const paths = useOrchestratorPaths();
  const api = useApi(orchestratorApiRef);
  // Kept as it was read: an answer binds to what was on the screen.
  const [asked, setAsked] = useState<TrainInboxItem>();
  const [asking, setAsking] = useState(false);
  const kind = asked && answerKindOf(asked);
  return (
    <>
      <ul className={classes.list} aria-label={t('inbox.trains')}>
        {items.map(item => {
          const answer = answerKindOf(item);
          const to = pathOfQuestion(paths, item);
          return (
            <li key={trainQuestionKey(item)} className={classes.row}>
              <div className={classes.words}>
                <Link to={to}>{item.question}</Link>
                <Typography variant="body2" className={classes.hint}>
                  {t(`inbox.trainKind.${item.kind}`)} ·{' '}
                  <Link to={paths.train(item.train)} underline="always">
                    {item.trainTitle}
                  </Link>{' '}
                  · {item.summary} · <RelativeTime at={item.since} />
                  {item.until !== undefined && (
                    <>
                      {' · '}
                      {t('inbox.until')} <RelativeTime at={item.until} />
                    </>
                  )}
                </Typography>
              </div>
              <div className={classes.answers}>
                {answer && (
                  <Button
                    size="small"
                    variant="outlined"
                    color="primary"
                    aria-label={`${t(`inbox.trainAnswer.${answer}`)}: ${
                      item.question
                    }`}
                    onClick={() => {
                      setAsked(item);
                      setAsking(true);
                    }}
                  >
                    {t(`inbox.trainAnswer.${answer}`)}
                  </Button>
                )}
                <Button
                  size="small"
                  component={RouterLink}
                  to={to}
                  aria-label={t('inbox.openOne', { question: item.question })}
                >
                  {t('inbox.open')}
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
      {asked && kind && (
        <ReasonDialog
          open={asking}
          title={asked.question}
          consequences={[
            `${asked.trainTitle}: ${asked.summary}`,
            t(`inbox.trainEffect.${kind}`),
          ]}
          action={t(`inbox.trainAnswer.${kind}`)}
          reason={noteOf(kind)}
          done={t('inbox.done', { count: 1 })}
          perform={async note => {
            try {
              await answerQuestion(api, asked, note);
            } finally {
              onAnswered();
            }
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
