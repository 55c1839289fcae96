/* Adds only. */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('outbox', table => {
    table
      .string('given_up_at', 30)
      .comment(
        'Since when it is not tried any more; kept for who sends it again',
      );
    table.index(['given_up_at', 'id'], 'outbox_given_up');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('outbox', table => {
    table.dropIndex(['given_up_at', 'id'], 'outbox_given_up');
    table.dropColumn('given_up_at');
  });
};
