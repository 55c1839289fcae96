/* Adds only. */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('calendar_feeds', table => {
    table.comment('Addresses of calendars that people have subscribed to');
    table.string('id', 40).primary();
    table
      .string('token_digest', 80)
      .notNullable()
      .unique({ indexName: 'calendar_feeds_token' })
      .comment('Of the secret in the address, which is kept nowhere');
    table.string('created_by', 300).notNullable();
    table.string('created_at', 30).notNullable();
    table.string('run_id', 100).comment('Feed of one train');
    table.string('entity_ref', 300).comment('Feed of one product');
    table
      .text('claims')
      .notNullable()
      .comment('JSON list of references that its maker owned by');
    table.index(['created_by'], 'calendar_feeds_maker');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('calendar_feeds');
};
