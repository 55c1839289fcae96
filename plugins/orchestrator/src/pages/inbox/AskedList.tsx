/* eslint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls is scrolled by keyboard, too */
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useEffect, useRef, useState } from 'react';
import { PageRoot } from '../../components/PageRoot';
import { useReasonWords } from '../../components/ReasonText';
import { RelativeTime } from '../../components/RelativeTime';
import { quietColor } from '../../components/states/tones';
import { inboxKey, type WaitingItem } from '../../data';
import { useText } from '../../translation';
import { ShownTrain } from '../train/TrainContext';
import { wordOf } from './decisions';
import type { EvidenceOfItems } from './evidence';
import type { Answer } from './replies';
import { SweepEvidence } from './SweepEvidence';
import { TrainEvidence } from './TrainEvidence';

const useStyles = makeStyles(
  theme => ({
    list: {
      listStyle: 'none',
      margin: 0,
      padding: theme.spacing(0, 0.5),
      overflowY: 'auto',
      // What is asked for and the buttons stay in sight below it.
      flex: '0 1 auto',
      minHeight: 96,
      overflowWrap: 'anywhere',
      '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}` },
    },
    item: {
      padding: theme.spacing(1.5, 0),
      '&:first-child': { paddingTop: theme.spacing(0.5) },
      '& + &': { borderTop: `1px solid ${theme.palette.divider}` },
    },
    question: { fontWeight: theme.typography.fontWeightBold as number },
    quiet: { color: quietColor(theme) },
    evidence: {
      marginTop: theme.spacing(1),
      paddingLeft: theme.spacing(1.5),
      borderLeft: `3px solid ${theme.palette.divider}`,
      // Nothing in it is louder than the question, and it needs no second frame.
      '& h4, & h5, & .MuiTypography-body1': {
        fontSize: theme.typography.body2.fontSize,
        margin: 0,
      },
      '& article': {
        border: 'none',
        padding: 0,
        margin: 0,
        background: 'none',
      },
      '& section': { marginTop: theme.spacing(1) },
      // Narrow columns are scrolled to rather than broken within words.
      '& table': { overflowWrap: 'normal' },
    },
    refusal: { marginTop: theme.spacing(1) },
  }),
  { name: 'OrchestratorAskedList' },
);

/** What an answer goes to: each item with what the answer does to it, its evidence, and why it was refused. */
export function AskedList(props: {
  items: WaitingItem[];
  answer: Answer;
  evidence: EvidenceOfItems;
  /** Why items were refused, by their `inboxKey`. */
  refusals: ReadonlyMap<string, string>;
}) {
  const { items, answer, evidence, refusals } = props;
  const t = useText();
  const classes = useStyles();
  const list = useRef<HTMLUListElement>(null);
  // The evidence is read before the answer is given, also by who hears it.
  useEffect(() => list.current?.focus(), []);
  return (
    <ul
      className={classes.list}
      ref={list}
      tabIndex={0}
      aria-label={t('inbox.asked')}
    >
      {items.map(waiting => (
        <AskedItem
          key={inboxKey(waiting)}
          waiting={waiting}
          answer={answer}
          evidence={evidence}
          refusal={refusals.get(inboxKey(waiting))}
        />
      ))}
    </ul>
  );
}

let questions = 0;

function AskedItem(props: {
  waiting: WaitingItem;
  answer: Answer;
  evidence: EvidenceOfItems;
  refusal?: string;
}) {
  const { waiting, answer, refusal } = props;
  const { from, item } = waiting;
  const t = useText();
  const inWords = useReasonWords();
  const classes = useStyles();
  const [id] = useState(() => `orchestrator-asked-${++questions}`);
  const evidence = props.evidence.get(inboxKey(waiting)) ?? {};
  const problem = refusal ?? evidence.problem;
  return (
    <li className={classes.item} aria-labelledby={id}>
      <Typography id={id} component="h3" className={classes.question}>
        {item.question}
      </Typography>
      <Typography variant="body2" className={classes.quiet}>
        <strong>{wordOf(waiting, answer, t)}</strong> ·{' '}
        {from === 'sweep'
          ? `${t(`inbox.kind.${waiting.item.kind}`)} · ${waiting.item.runTitle}`
          : `${t(`inbox.train.kind.${waiting.item.kind}`)} · ${
              waiting.item.trainTitle
            }`}{' '}
        · {t('inbox.train.since')} <RelativeTime at={item.since} />
        {from === 'train' && waiting.item.until !== undefined && (
          <>
            {' · '}
            {t('inbox.train.until')} <RelativeTime at={waiting.item.until} />
          </>
        )}
      </Typography>
      <div className={classes.evidence}>
        <PageRoot>
          {waiting.from === 'sweep' && (
            <SweepEvidence item={waiting.item} evidence={evidence} />
          )}
          {waiting.from === 'train' && evidence.train && (
            <ShownTrain detail={evidence.train}>
              <TrainEvidence item={waiting.item} />
            </ShownTrain>
          )}
        </PageRoot>
      </div>
      {problem !== undefined && (
        <Alert
          className={classes.refusal}
          severity={refusal === undefined ? 'warning' : 'error'}
        >
          {inWords(problem)}
        </Alert>
      )}
    </li>
  );
}
