import { EmptyState } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { TrainInboxItem } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { orchestratorApiRef } from '../../api';
import { ExplainedButton } from '../../components/ExplainedButton';
import { LiveIndicator } from '../../components/LiveIndicator';
import { PageHeading } from '../../components/PageHeading';
import { FailedToLoad, Loading } from '../../components/QueryView';
import { useSteadyRows } from '../../components/useSteadyRows';
import { inboxKey, useCommand, useInbox, type WaitingItem } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { AnswerDialog, type Question } from './AnswerDialog';
import { choiceKey, takes, wordFor } from './decisions';
import { loadEvidence } from './evidence';
import type { Answer } from './replies';
import { SweepRow } from './SweepRow';
import { TrainAnswerDrawer } from './TrainAnswerDrawer';
import { trainItemPath } from './trainItemPath';
import { TrainRow } from './TrainRow';
import { useInboxKeys } from './useInboxKeys';

const useStyles = makeStyles(
  theme => ({
    list: { listStyle: 'none', margin: 0, padding: 0 },
    // Who points with a finger has no keys.
    keys: { '@media (pointer: coarse)': { display: 'none' } },
    bar: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      alignItems: 'center',
      marginBottom: theme.spacing(1),
    },
  }),
  { name: 'OrchestratorInbox' },
);

/** What must I decide? One row per question; many can be answered at once, also by keyboard. */
export function InboxPage() {
  const t = useText();
  const classes = useStyles();
  const api = useApi(orchestratorApiRef);
  const paths = useOrchestratorPaths();
  const navigate = useNavigate();
  const inbox = useInbox();
  const command = useCommand();
  const list = useRef<HTMLUListElement>(null);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [question, setQuestion] = useState<Question & { id: number }>();
  const [asking, setAsking] = useState(false);
  const [answered, setAnswered] = useState<TrainInboxItem>();
  // What was answered elsewhere in the meantime, or has other evidence by now, is no longer chosen.
  const chosen = useMemo(
    () => inbox.items.filter(waiting => ticked.has(choiceKey(waiting))),
    [inbox.items, ticked],
  );

  const toggle = (waiting: WaitingItem) =>
    setTicked(old => {
      const next = new Set(old);
      const key = choiceKey(waiting);
      return next.delete(key) ? next : next.add(key);
    });
  const ask = (items: WaitingItem[], answer: Answer) => {
    const answerable = items.filter(waiting => takes(waiting, answer));
    if (answerable.length > 0) {
      command.perform(async () => {
        const evidence = await loadEvidence(api, answerable, t);
        setQuestion(last => ({
          id: (last?.id ?? 0) + 1,
          items: answerable,
          answer,
          evidence,
          left: items.length - answerable.length,
        }));
        setAsking(true);
      });
    }
  };

  const { rows, handlers } = useSteadyRows(inbox.items, inboxKey);
  useInboxKeys(list, {
    count: rows.length,
    toggle: index => {
      const waiting = rows[index].item;
      if (takes(waiting, 'yes') || takes(waiting, 'no')) {
        toggle(waiting);
      }
    },
    answer: (index, answer) => {
      const waiting = rows[index].item;
      if (chosen.length > 0) {
        ask(chosen, answer);
      } else if (takes(waiting, answer)) {
        ask([waiting], answer);
      } else if (waiting.from === 'train' && waiting.item.answerable) {
        setAnswered(waiting.item);
      }
    },
    open: index => {
      const { from, item } = rows[index].item;
      navigate(
        from === 'sweep' ? paths.below(item.url) : trainItemPath(paths, item),
      );
    },
  });
  const whyNot = (answer: Answer) => {
    if (chosen.some(waiting => takes(waiting, answer))) {
      return undefined;
    }
    return t(
      chosen.some(waiting => takes(waiting, 'yes'))
        ? 'inbox.notRefused'
        : 'inbox.onlyByOpening',
    );
  };

  return (
    <>
      <PageHeading
        title={t('inbox.title')}
        aside={<LiveIndicator query={inbox} />}
      />
      {inbox.loading && <Loading lines={6} />}
      {inbox.error && inbox.updatedAt === undefined && (
        <FailedToLoad error={inbox.error} retry={inbox.refresh} />
      )}
      {!inbox.loading && !inbox.error && inbox.items.length === 0 && (
        <EmptyState
          missing="content"
          title={t('inbox.empty')}
          description={t('inbox.emptyHint')}
        />
      )}
      {inbox.items.length > 0 && (
        <>
          <Typography variant="body2" gutterBottom className={classes.keys}>
            {t('inbox.keys')}
          </Typography>
          {chosen.length > 0 && (
            <div
              className={classes.bar}
              role="toolbar"
              aria-label={t('inbox.many')}
            >
              <Typography variant="body2" role="status">
                {t('sweep.selection.count', { count: chosen.length })}
              </Typography>
              <ExplainedButton
                size="small"
                variant="contained"
                color="primary"
                whyNot={whyNot('yes')}
                onClick={() => ask(chosen, 'yes')}
              >
                {wordFor(chosen, 'yes', t)}
              </ExplainedButton>
              <ExplainedButton
                size="small"
                variant="outlined"
                whyNot={whyNot('no')}
                onClick={() => ask(chosen, 'no')}
              >
                {wordFor(chosen, 'no', t)}
              </ExplainedButton>
              <Button size="small" onClick={() => setTicked(new Set())}>
                {t('sweep.selection.clear')}
              </Button>
            </div>
          )}
          <ul
            className={classes.list}
            ref={list}
            aria-label={t('inbox.title')}
            {...handlers}
          >
            {rows.map(({ item: waiting, gone }, index) =>
              waiting.from === 'sweep' ? (
                <SweepRow
                  key={inboxKey(waiting)}
                  item={waiting.item}
                  gone={gone}
                  index={index}
                  chosen={ticked.has(choiceKey(waiting))}
                  onToggle={() => toggle(waiting)}
                  onAnswer={answer => ask([waiting], answer)}
                />
              ) : (
                <TrainRow
                  key={inboxKey(waiting)}
                  item={waiting.item}
                  gone={gone}
                  index={index}
                  chosen={ticked.has(choiceKey(waiting))}
                  onToggle={() => toggle(waiting)}
                  onAnswer={setAnswered}
                />
              ),
            )}
          </ul>
        </>
      )}
      {inbox.hasMore && (
        <Button
          variant="outlined"
          disabled={inbox.loadingMore}
          onClick={() => inbox.loadMore()}
        >
          {t('common.loadMore')}
        </Button>
      )}
      <TrainAnswerDrawer
        item={answered}
        gone={
          answered !== undefined &&
          !inbox.items.some(
            one =>
              inboxKey(one) === inboxKey({ from: 'train', item: answered }),
          )
        }
        onAnswered={inbox.refresh}
        onClose={() => setAnswered(undefined)}
      />
      {question && (
        <AnswerDialog
          key={question.id}
          question={question}
          open={asking}
          onAnswered={items => {
            setTicked(old => {
              const next = new Set(old);
              items.forEach(waiting => next.delete(choiceKey(waiting)));
              return next;
            });
            inbox.refresh();
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
