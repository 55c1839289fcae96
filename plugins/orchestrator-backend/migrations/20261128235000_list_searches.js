/*
 * What lists are filtered and searched by is in the index that they walk, so that rows with their long states are read of
 * the shown page only. Titles are in it on SQLite alone: PostgreSQL keeps long states apart from their rows anyway, and
 * limits how long an entry of an index may be.
 */

const TARGETS = ['run_id', 'sort_key', 'id'];
const RUNS = ['kind', 'created_at', 'id', 'owner', 'created_by'];

/** @param {import('knex').Knex} knex */
function isSqlite(knex) {
  return knex.client.config.client.includes('sqlite');
}

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('targets', table => {
    table.index(['run_id', 'failure_code'], 'targets_failure', {
      predicate: knex.whereNotNull('failure_code'),
    });
  });
  await knex.schema.alterTable('events', table => {
    table.index(['run_id', 'position', 'type'], 'events_run_type');
    table.dropIndex(['run_id', 'position'], 'events_run');
  });
  if (isSqlite(knex)) {
    await knex.schema.alterTable('targets', table => {
      table.index(
        [...TARGETS, 'title', 'entity_ref', 'repository'],
        'targets_search',
      );
      table.dropIndex(TARGETS, 'targets_order');
    });
    await knex.schema.alterTable('runs', table => {
      table.index([...RUNS, 'title', 'name'], 'runs_search');
      table.dropIndex(RUNS, 'runs_list');
    });
  }
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  if (isSqlite(knex)) {
    await knex.schema.alterTable('runs', table => {
      table.index(RUNS, 'runs_list');
      table.dropIndex([], 'runs_search');
    });
    await knex.schema.alterTable('targets', table => {
      table.index(TARGETS, 'targets_order');
      table.dropIndex([], 'targets_search');
    });
  }
  await knex.schema.alterTable('events', table => {
    table.index(['run_id', 'position'], 'events_run');
    table.dropIndex([], 'events_run_type');
  });
  await knex.schema.alterTable('targets', table => {
    table.dropIndex([], 'targets_failure');
  });
};
