import type { LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError } from '@backstage/errors';
import type { ChangeLedger } from './ChangeLedger';
import { isFinal, type ChangeObserver } from './ChangeObserver';
import type { LocalChangeRecord, LocalChangesStore } from './LocalChangesStore';
import type { LocalRepositories } from './LocalRepositories';
import type { LocalRepository } from './LocalRepository';

const PAGE_SIZE = 200;

export interface Reconciliation {
  store: LocalChangesStore;
  repositories: LocalRepositories;
  ledger: ChangeLedger;
  observer: ChangeObserver;
  logger?: LoggerService;
}

/**
 * Looks at every change that is not settled, page by page. One that fails does not keep the others from it.
 *
 * @param signal - ends it after the repository that it is at: there may be thousands, and the process is to stop
 */
export async function reconcileChanges(
  parts: Reconciliation,
  signal?: AbortSignal,
): Promise<void> {
  let after: string | undefined;
  for (;;) {
    const page = await parts.store.listUnsettled({ after, limit: PAGE_SIZE });
    for (const [repository, records] of byRepository(page)) {
      if (signal?.aborted) {
        return;
      }
      await reconcileRepository(parts, repository, records);
    }
    if (page.length < PAGE_SIZE) {
      return;
    }
    after = page.at(-1)?.change.id;
  }
}

async function reconcileRepository(
  { repositories, ledger, observer, logger }: Reconciliation,
  name: string,
  records: readonly LocalChangeRecord[],
): Promise<void> {
  let known: { repository: LocalRepository; tips: Map<string, string> };
  try {
    const repository = await repositories.open(name);
    known = { repository, tips: await repository.tips() };
  } catch (error) {
    logger?.warn(
      `The changes of ${name} could not be compared with git`,
      new ForwardedError('Reconciliation failed', error),
    );
    return;
  }
  for (const record of records) {
    try {
      const current = isFinal(record)
        ? record
        : (await observer.observe(record, { known })).record;
      // What the observer did just now, it has told.
      if (current.untold?.revision === record.untold?.revision) {
        await ledger.retell(current);
      }
    } catch (error) {
      logger?.warn(
        `Change ${record.change.id} could not be compared with git`,
        new ForwardedError('Reconciliation failed', error),
      );
    }
  }
}

function byRepository(
  records: readonly LocalChangeRecord[],
): Map<string, LocalChangeRecord[]> {
  const groups = new Map<string, LocalChangeRecord[]>();
  for (const record of records) {
    const { repository } = record.change;
    groups.set(repository, [...(groups.get(repository) ?? []), record]);
  }
  return groups;
}
