import type {
  OrchestratorApi,
  RunDetail,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  inboxKey,
  problemOf,
  type TrainDetail,
  type WaitingItem,
} from '../../data';
import type { Text } from '../../translation';
import { hasChanged } from './trainReplies';

/**
 * What an item is about, as it was when the question was asked: an answer binds to what was before one's eyes, whatever
 * comes in meanwhile.
 */
export interface Evidence {
  /** Of an approval of a sweep. */
  run?: RunDetail;
  approval?: RunDetail['approvals'][number];
  /** Of whatever a train asks. */
  train?: TrainDetail;
  /** Why the item can't be answered as it was listed. */
  problem?: string;
}

/** Evidence of items by their `inboxKey`. */
export type EvidenceOfItems = ReadonlyMap<string, Evidence>;

/** Looks up what items are about, each run and train once. What can't be looked up says why, and leaves the others be. */
export async function loadEvidence(
  api: OrchestratorApi,
  items: WaitingItem[],
  t: Text,
): Promise<EvidenceOfItems> {
  const runs = new Map<string, Promise<RunDetail>>();
  const trains = new Map<string, Promise<TrainDetail>>();
  const evidence = new Map<string, Evidence>();
  const look = async (waiting: WaitingItem): Promise<Evidence> => {
    if (waiting.from === 'train') {
      const { item } = waiting;
      const train = await once(trains, item.train, trainId =>
        api.getTrain({ params: { trainId } }),
      );
      return hasChanged(item, train)
        ? { train, problem: t('inbox.changed') }
        : { train };
    }
    if (waiting.item.kind !== 'approval') {
      return {};
    }
    const { runId: id, approvalId } = waiting.item;
    const run = await once(runs, id, runId =>
      api.getRun({ params: { runId } }),
    );
    const approval = run.approvals.find(one => one.id === approvalId);
    return approval ? { run, approval } : { problem: t('inbox.changed') };
  };
  for (const waiting of items) {
    evidence.set(
      inboxKey(waiting),
      await look(waiting).catch(error => ({
        problem: problemOf(error).message,
      })),
    );
  }
  return evidence;
}

function once<T>(
  known: Map<string, Promise<T>>,
  id: string,
  load: (id: string) => Promise<T>,
): Promise<T> {
  const loading = known.get(id) ?? load(id);
  known.set(id, loading);
  return loading;
}
