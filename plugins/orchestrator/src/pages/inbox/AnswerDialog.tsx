import { useApi } from '@backstage/core-plugin-api';
import { useState } from 'react';
import { orchestratorApiRef } from '../../api';
import { ReasonDialog } from '../../components/dialogs';
import { inboxKey, type WaitingItem } from '../../data';
import { useText } from '../../translation';
import { AskedList } from './AskedList';
import { answerAll, reasonFor, wordFor } from './decisions';
import type { EvidenceOfItems } from './evidence';
import type { Answer } from './replies';

/** One answer to several items, or to one. */
export interface Question {
  /** Those that take the answer. */
  items: WaitingItem[];
  answer: Answer;
  evidence: EvidenceOfItems;
  /** How many were chosen that don't. */
  left: number;
}

/**
 * Asks once for an answer to all items, with the evidence of each before one's eyes.
 *
 * @remarks Where some are refused, it stays open with those and why.
 */
export function AnswerDialog(props: {
  question: Question;
  open: boolean;
  /** What was answered; the rest was refused. */
  onAnswered: (items: WaitingItem[]) => void;
  onClose: () => void;
}) {
  const { question, open, onAnswered, onClose } = props;
  const { answer, evidence, left } = question;
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const [items, setItems] = useState(question.items);
  const [refusals, setRefusals] = useState<ReadonlyMap<string, string>>(
    new Map(),
  );
  const count = items.length;
  const perform = async (words: string) => {
    const refused = await answerAll(api, items, answer, words, evidence);
    const remaining = refused.map(({ waiting }) => waiting);
    onAnswered(items.filter(waiting => !remaining.includes(waiting)));
    if (refused.length === 0) {
      return;
    }
    setItems(remaining);
    setRefusals(
      new Map(
        refused.map(({ waiting, message }) => [inboxKey(waiting), message]),
      ),
    );
    throw new Error(
      refused.length < count
        ? t('inbox.refused', { count: refused.length, all: count })
        : t('inbox.noneAnswered', { count }),
    );
  };
  return (
    <ReasonDialog
      open={open}
      title={t(`inbox.ask.${answer}`, { count })}
      consequences={left > 0 ? [t('inbox.left', { count: left })] : []}
      about={
        <AskedList
          items={items}
          answer={answer}
          evidence={evidence}
          refusals={refusals}
        />
      }
      action={wordFor(items, answer, t)}
      reason={reasonFor(items, answer)}
      done={t('inbox.done', { count })}
      perform={perform}
      onClose={onClose}
    />
  );
}
