/* Of the next release: expands only. It keeps in `risk` and in a table of its own what was in `remark`. */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('targets', table => {
    table.string('risk', 20);
    table.index(['risk'], 'targets_risk');
  });
  await knex.schema.createTable('target_risks', table => {
    table.string('run_id', 100).notNullable();
    table.string('target_id', 300).notNullable();
    table.string('reason', 1000).notNullable();
    table.primary(['run_id', 'target_id']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('target_risks');
  await knex.schema.alterTable('targets', table => {
    table.dropIndex(['risk'], 'targets_risk');
    table.dropColumn('risk');
  });
};
