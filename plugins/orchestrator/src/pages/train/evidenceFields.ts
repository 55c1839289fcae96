import type { EvidenceLink } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useMemo } from 'react';
import type { FormField, FormValues } from '../../components/dialogs';
import { useText } from '../../translation';

/** Fields for a note and for a link to what somebody has seen. */
export function useEvidenceFields(): FormField[] {
  const t = useText();
  return useMemo(
    () => [
      { name: 'note', label: t('train.board.checklist.note'), kind: 'long' },
      {
        name: 'link',
        label: t('train.board.checklist.link'),
        help: t('train.board.checklist.linkHelp'),
      },
      { name: 'linkTitle', label: t('train.board.checklist.linkTitle') },
    ],
    [t],
  );
}

/** The link that was given, if any. */
export function evidenceOf({ link, linkTitle }: FormValues): EvidenceLink[] {
  return link ? [{ title: linkTitle || link, url: link }] : [];
}
