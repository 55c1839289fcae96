/*
 * Times and text as in the first migration. The transport on SQLite keeps the turns of runs in memory, since there is
 * one process only.
 */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('work_turns', table => {
    table.comment(
      'Which round of its lane and priority a run has been given last; disposable',
    );
    table.string('lane', 40).notNullable();
    table.integer('level').notNullable().comment('Priority of the items');
    table.string('run_id', 100).notNullable();
    table.bigInteger('round').notNullable();
    table
      .bigInteger('items')
      .notNullable()
      .comment('How many rounds were given out at the last time');
    table.primary(['lane', 'level', 'run_id']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('work_turns');
};
