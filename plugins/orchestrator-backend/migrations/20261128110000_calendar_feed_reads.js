/* Adds only. */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('calendar_feeds', table => {
    table
      .text('reads')
      .comment(
        'JSON of what its maker may see: "all", or criteria of runs; without it nothing is shown',
      );
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('calendar_feeds', table => {
    table.dropColumn('reads');
  });
};
