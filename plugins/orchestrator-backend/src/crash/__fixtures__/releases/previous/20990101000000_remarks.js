/* Of the release before: a column that the next one does without. */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('targets', table => {
    table.string('remark', 100);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('targets', table => {
    table.dropColumn('remark');
  });
};
