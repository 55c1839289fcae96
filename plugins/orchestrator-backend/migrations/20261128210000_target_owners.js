/*
 * Whose the targets of a run are is asked with every request about it, by the rules of permissions: for a run of 10,000
 * targets that must not read their rows.
 */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('targets', table => {
    table.index(['run_id', 'owner'], 'targets_run_owner');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('targets', table => {
    table.dropIndex(['run_id', 'owner'], 'targets_run_owner');
  });
};
