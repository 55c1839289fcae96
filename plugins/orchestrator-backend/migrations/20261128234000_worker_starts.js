/** How fast each replica takes work of each queue: what waits for a worker can say when its turn is expected. */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('workers', table => {
    table
      .text('starts')
      .comment('JSON, starts a minute by lane; null: an older release');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('workers', table => {
    table.dropColumn('starts');
  });
};
