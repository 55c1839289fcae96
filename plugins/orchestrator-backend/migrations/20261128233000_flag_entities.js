/*
 * Flags of an entity are asked for by its tab. Those that are there name none.
 */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('flags', table => {
    table
      .string('entity_ref')
      .nullable()
      .comment('Lower case; null: it belongs to no entity');
    table.index(['entity_ref', 'key'], 'flags_entity');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('flags', table => {
    table.dropIndex(['entity_ref', 'key'], 'flags_entity');
  });
  await knex.schema.alterTable('flags', table => {
    table.dropColumn('entity_ref');
  });
};
