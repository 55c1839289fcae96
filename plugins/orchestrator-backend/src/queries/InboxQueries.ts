import type {
  InboxItem,
  RunState,
  TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { countOf } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { WHOLE_RUN } from '../store/projections';
import { countsOf } from '../store/reads';
import type { TargetCountRow } from '../store/rows';
import { escapeLike } from './escapeLike';
import { countedPage, decodeCursor, pageOf, type Page } from './page';
import type { RunVisibility } from './RunQueries';

interface InboxRow {
  kind: InboxItem['kind'];
  run_id: string;
  item_id: string;
  since: string;
}

/** A row with the states that it is shown from. */
interface ShownRow extends InboxRow {
  run_state: string;
  target_state: string | undefined;
}

/** What the inbox is ordered by. Several runs may wait since the same instant for the same approval or module. */
const PLACE = ['since', 'item_id', 'run_id', 'kind'] as const;

/** Who asks. */
export interface InboxOwner {
  ref: string;
  ownershipRefs: string[];
}

/** Reads what waits for a person. */
export class InboxQueries {
  readonly #database: Knex;

  constructor(database: Knex) {
    this.#database = database;
  }

  /** What waits for a person, oldest first. */
  async list(
    owner: InboxOwner,
    visible: RunVisibility,
    paging: { cursor?: string; limit: number },
  ): Promise<Page<InboxItem>> {
    const after = decodeCursor(paging.cursor, PLACE.length);
    const items = this.#database
      .unionAll([
        this.#approvals(owner, visible),
        this.#reviews(owner, visible),
        this.#diffs(owner, visible),
        this.#failures(owner, visible),
      ])
      .as('items');
    const { total, rows: page } = await countedPage<InboxRow>(
      this.#database.from(items),
      this.#database
        .from(items)
        .modify(query => {
          if (after) {
            query.whereRaw(
              `(${PLACE.join(', ')}) > (${PLACE.map(() => '?').join(', ')})`,
              after,
            );
          }
        })
        .orderBy([...PLACE])
        .limit(paging.limit + 1)
        .select('*'),
    );
    const { items: shown, ...rest } = pageOf(
      page,
      paging.limit,
      total,
      row => row,
      row => PLACE.map(column => row[column]),
    );
    const rows = await this.#withStates(shown);
    const evidence = await this.#evidenceOfRuns(rows);
    return { ...rest, items: rows.map(row => toItem(row, evidence)) };
  }

  #approvals(
    { ref, ownershipRefs }: InboxOwner,
    visible: RunVisibility,
  ): Knex.QueryBuilder {
    const open = this.#database('approvals')
      .where('state', 'open')
      .andWhere(where =>
        where
          .where('self_approval', true)
          .orWhere(other =>
            other
              .whereNot('created_by', ref)
              .andWhere(starter =>
                starter.whereNull('started_by').orWhereNot('started_by', ref),
              ),
          ),
      )
      .andWhere(where => {
        where.where('approvers', '[]');
        for (const mine of ownershipRefs) {
          where.orWhereRaw("approvers like ? escape '\\'", [
            `%${escapeLike(JSON.stringify(mine))}%`,
          ]);
        }
      });
    return this.#itemsOf('approval', open, 'opened_at', visible);
  }

  #reviews(
    { ownershipRefs }: InboxOwner,
    visible: RunVisibility,
  ): Knex.QueryBuilder {
    const toReview = this.#database('targets')
      .whereIn('status', ['open', 'reverting'])
      .whereIn('owner', ownershipRefs);
    return this.#itemsOf('review', toReview, 'updated_at', visible);
  }

  #diffs(owner: InboxOwner, visible: RunVisibility): Knex.QueryBuilder {
    const changed = this.#database('targets').where('status', 'needsReview');
    return this.#itemsOf('diffAcceptance', changed, 'updated_at', runs =>
      runs.modify(visible).andWhere(ownRuns(owner)),
    );
  }

  /** A run whose targets failed is one item, however many they are. */
  #failures(owner: InboxOwner, visible: RunVisibility): Knex.QueryBuilder {
    return this.#database('runs')
      .select(
        this.#database.raw("'failedTarget' as kind"),
        'runs.id as run_id',
        'runs.id as item_id',
        'runs.updated_at as since',
      )
      .modify(visible)
      .whereNotIn('runs.status', ['finished', 'cancelled'])
      .whereIn(
        'runs.id',
        this.#database('target_counts')
          .where({ status: 'failed', batch: WHOLE_RUN })
          .andWhere('count', '>', 0)
          .select('run_id'),
      )
      .andWhere(ownRuns(owner));
  }

  /**
   * Rows of approvals or targets as items, of the runs that may be seen.
   *
   * @remarks That is asked once of each run that has any: asked of each of thousands of targets it takes seconds.
   */
  #itemsOf(
    kind: InboxItem['kind'],
    rows: Knex.QueryBuilder,
    since: string,
    visible: RunVisibility,
  ): Knex.QueryBuilder {
    const seen = this.#database('runs')
      .whereIn('runs.id', rows.clone().select('run_id'))
      .modify(visible)
      .select('runs.id');
    return rows
      .whereIn('run_id', seen)
      .select(
        this.#database.raw('? as kind', [kind]),
        'run_id',
        'id as item_id',
        `${since} as since`,
      );
  }

  /** Only of what is shown: thousands may wait, and all of them are sorted. */
  async #withStates(page: InboxRow[]): Promise<ShownRow[]> {
    const runIds = [...new Set(page.map(row => row.run_id))];
    const [runs, targets]: [
      { id: string; state: string }[],
      { run_id: string; id: string; state: string }[],
    ] = await Promise.all([
      this.#database('runs').whereIn('id', runIds).select('id', 'state'),
      this.#database('targets')
        .whereIn('run_id', runIds)
        .whereIn(
          'id',
          page.filter(isOfTarget).map(row => row.item_id),
        )
        .select('run_id', 'id', 'state'),
    ]);
    const runStates = new Map(runs.map(({ id, state }) => [id, state]));
    const targetStates = new Map(
      targets.map(({ run_id, id, state }) => [`${run_id}/${id}`, state]),
    );
    return page.flatMap(row => {
      const runState = runStates.get(row.run_id);
      const targetState = targetStates.get(`${row.run_id}/${row.item_id}`);
      // What has gone since the page was read is not shown.
      return runState === undefined ||
        (isOfTarget(row) && targetState === undefined)
        ? []
        : [{ ...row, run_state: runState, target_state: targetState }];
    });
  }

  async #evidenceOfRuns(rows: ShownRow[]): Promise<Map<string, string>> {
    const ofRuns = rows.filter(({ kind }) =>
      ['approval', 'failedTarget'].includes(kind),
    );
    const counts: TargetCountRow[] = await this.#database('target_counts')
      .whereIn('run_id', [...new Set(ofRuns.map(row => row.run_id))])
      .andWhere('batch', '>=', WHOLE_RUN);
    return new Map(
      ofRuns.map(({ kind, run_id, item_id, run_state }) => {
        const { currentBatch }: RunState = JSON.parse(run_state);
        const batch = kind === 'approval' ? currentBatch : WHOLE_RUN;
        const its = counts.filter(row => row.run_id === run_id);
        return [`${run_id}/${item_id}`, resultsInWords(countsOf(its, batch))];
      }),
    );
  }
}

function isOfTarget({ kind }: InboxRow): boolean {
  return kind === 'review' || kind === 'diffAcceptance';
}

function ownRuns({ ref, ownershipRefs }: InboxOwner) {
  return (where: Knex.QueryBuilder) => {
    where.whereIn('runs.owner', ownershipRefs).orWhere('runs.created_by', ref);
  };
}

function resultsInWords(counts: ReturnType<typeof countsOf>): string {
  const parts = [
    [countOf(counts, 'open', 'merged'), 'changed'],
    [countOf(counts, 'alreadyFine'), 'already fine'],
    [countOf(counts, 'failed'), 'failed'],
    [countOf(counts, 'skipped'), 'skipped'],
  ] as const;
  const words = parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`);
  return words.length > 0 ? words.join(', ') : 'no results yet';
}

function toItem(row: ShownRow, evidence: Map<string, string>): InboxItem {
  const run: RunState = JSON.parse(row.run_state);
  const common = {
    kind: row.kind,
    runId: run.id,
    runTitle: run.title,
    since: row.since,
  };
  if (row.kind === 'approval') {
    const approval = run.approvals.find(
      candidate => candidate.id === row.item_id,
    );
    return {
      ...common,
      approvalId: row.item_id,
      question: `${approval?.title ?? 'Go on'}?`,
      evidence: evidence.get(`${row.run_id}/${row.item_id}`) ?? '',
      url: `/sweeps/${run.id}/gates`,
    };
  }
  if (row.kind === 'failedTarget' || row.target_state === undefined) {
    return {
      ...common,
      question: 'Retry, skip or roll back what failed?',
      evidence: evidence.get(`${row.run_id}/${row.item_id}`) ?? '',
      url: `/sweeps/${run.id}?status=failed`,
    };
  }
  const target: TargetState = JSON.parse(row.target_state);
  const diff = target.proposedDiff ?? target.diff;
  const size = diff
    ? `${diff.files} files, +${diff.additions} −${diff.deletions}`
    : '';
  if (row.kind === 'diffAcceptance') {
    return {
      ...common,
      targetId: target.id,
      question: `Accept the changed diff of ${target.title}?`,
      evidence: size,
      url: `/sweeps/${run.id}/targets/${target.id}`,
    };
  }
  const change = target.revert ?? target.change;
  return {
    ...common,
    targetId: target.id,
    question: `Review "${change?.title ?? target.title}" in ${target.title}`,
    evidence: size,
    url:
      change?.host === 'local'
        ? `/changes/${change.id}`
        : `/sweeps/${run.id}/targets/${target.id}`,
  };
}
