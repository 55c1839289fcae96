/*
 * Whose runs somebody may see asks for the owners of targets without regard to capitals. On PostgreSQL, which decides by
 * itself to look at all targets at once, that read all of them; SQLite asks run by run, by the index of runs and owners.
 * The owner is included as it is written: without it PostgreSQL does not see that the index answers alone.
 */

/** @type {[table: string, index: string][]} */
const INDEXES = [
  ['targets', 'targets_claimed'],
  ['archived_targets', 'archived_targets_claimed'],
];

/** @param {import('knex').Knex} knex */
function isSqlite(knex) {
  return knex.client.config.client.includes('sqlite');
}

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  if (!isSqlite(knex)) {
    for (const [table, index] of INDEXES) {
      await knex.raw(
        'create index ?? on ?? (lower(owner), run_id) include (owner)',
        [index, table],
      );
    }
  }
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  if (!isSqlite(knex)) {
    for (const [, index] of INDEXES) {
      await knex.raw('drop index ??', [index]);
    }
  }
};
