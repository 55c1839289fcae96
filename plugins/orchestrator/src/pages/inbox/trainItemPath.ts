import {
  TRAIN_PART,
  type TrainInboxItem,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { OrchestratorPaths } from '../../routes';
import { cellText } from '../train/board';

/** Address of where on the pages of its train an item is answered. */
export function trainItemPath(
  paths: OrchestratorPaths,
  item: TrainInboxItem,
): string {
  const { kind, train, gate, criterion, wave, product, subject } = item;
  if (gate !== undefined && criterion !== undefined) {
    const part = product ?? TRAIN_PART;
    return paths.train(train, 'board', {
      cell: cellText({ part, gate, criterion }),
    });
  }
  if (gate !== undefined) {
    return `${paths.train(train)}#gate-${gate}`;
  }
  if (kind === 'readiness') {
    return paths.train(train, 'timeline');
  }
  if (kind === 'communication') {
    return paths.train(train, 'communications');
  }
  if (kind === 'followUp') {
    return paths.train(train, 'report');
  }
  return !item.answerable && wave !== undefined && product !== undefined
    ? paths.runbook(train, wave, product, { step: subject })
    : paths.train(train, 'waves');
}
