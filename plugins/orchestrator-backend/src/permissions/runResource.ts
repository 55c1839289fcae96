import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import { RESOURCE_TYPE_ORCHESTRATOR_RUN } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';

/** What permission rules look at, of one run. @public */
export interface RunResource {
  /** Entity reference from the manifest. */
  owner: string;
  /** Entity reference of a user, or the subject of a service. */
  createdBy: string;
  /** Owners of its targets, or of the products of a train, each once. */
  targetOwners: string[];
}

/** What a rule becomes in a query: one of the values must be there. @public */
export interface RunCriterion {
  field: 'owner' | 'createdBy' | 'targetOwner';
  values: string[];
}

/** Criteria joined by anyOf, allOf and not. */
export type RunCriteria = PermissionCriteria<RunCriterion>;

/** {@inheritDoc RunResource} @public */
export const orchestratorRunResourceRef = createPermissionResourceRef<
  RunResource,
  RunCriterion
>().with({
  pluginId: 'orchestrator',
  resourceType: RESOURCE_TYPE_ORCHESTRATOR_RUN,
});

/** Where targets are: those of runs that can go on, those of history, and the products of trains. */
export const TARGET_TABLES = [
  'targets',
  'archived_targets',
  'train_products',
] as const;

/** Longest list of ids in one query; SQLite takes 32,766 values at most. */
const IDS_PER_QUERY = 1_000;

/**
 * Reads what rules look at, for several runs at once.
 *
 * @returns in the order of the ids; `undefined` for a run that there is not
 */
export async function loadRunResources(
  database: Knex,
  ids: string[],
): Promise<(RunResource | undefined)[]> {
  const found = new Map<string, RunResource>();
  for (let from = 0; from < ids.length; from += IDS_PER_QUERY) {
    const some = ids.slice(from, from + IDS_PER_QUERY);
    const [runs, owners]: [
      { id: string; owner: string; created_by: string }[],
      { run_id: string; owner: string }[],
    ] = await Promise.all([
      database('runs').whereIn('id', some).select('id', 'owner', 'created_by'),
      // A union has each owner of a run once.
      database.union(
        TARGET_TABLES.map(table =>
          database(table)
            .whereIn('run_id', some)
            .whereNotNull('owner')
            .select('run_id', 'owner'),
        ),
      ),
    ]);
    runs.forEach(run =>
      found.set(run.id, {
        owner: run.owner,
        createdBy: run.created_by,
        targetOwners: [],
      }),
    );
    owners.forEach(({ run_id, owner }) =>
      found.get(run_id)?.targetOwners.push(owner),
    );
  }
  return ids.map(id => found.get(id));
}
