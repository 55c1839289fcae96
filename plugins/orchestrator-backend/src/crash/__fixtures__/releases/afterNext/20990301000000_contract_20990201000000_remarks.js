/* Of the release after the next one: takes away what no release uses that has the migration of the next one. */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('targets', table => {
    table.dropColumn('remark');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('targets', table => {
    table.string('remark', 100);
  });
};
