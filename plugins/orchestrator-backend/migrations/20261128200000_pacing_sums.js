/*
 * Sums over a window read the index alone: a busy day has tens of thousands of rows. It begins like the index that it
 * replaces.
 */

const TABLE = 'code_host_writes';

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable(TABLE, table => {
    table.index(
      ['state', 'at', 'requests', 'host', 'owner', 'run_id'],
      'code_host_writes_sums',
    );
    table.dropIndex(['state', 'at'], 'code_host_writes_state');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable(TABLE, table => {
    table.index(['state', 'at'], 'code_host_writes_state');
    table.dropIndex(
      ['state', 'at', 'requests', 'host', 'owner', 'run_id'],
      'code_host_writes_sums',
    );
  });
};
