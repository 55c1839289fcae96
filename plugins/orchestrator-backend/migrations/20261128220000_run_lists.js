/*
 * A list of runs walks this index from its newest end and stops at the end of the page; how many there are to see is
 * counted without reading the runs, whose states are long.
 */

const COLUMNS = ['kind', 'created_at', 'id', 'owner', 'created_by'];

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('runs', table => {
    table.index(COLUMNS, 'runs_list');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('runs', table => {
    table.dropIndex(COLUMNS, 'runs_list');
  });
};
