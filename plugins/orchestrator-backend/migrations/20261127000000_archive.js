/* Adds only: a replica of the release before goes on beside this one, and shows archived runs without their targets. */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('archived_runs', table => {
    table.comment(
      'Runs that are history: the events of each, packed; the truth of a run whose events are not in the log any more',
    );
    table.string('run_id', 100).primary();
    table
      .string('phase', 20)
      .notNullable()
      .comment('sealed, packed, archived or restoring');
    table.string('archived_at', 30).notNullable();
    table.integer('events').comment('Number of events in the content');
    table.string('digest', 80).comment('Of the content');
    table
      .binary('content')
      .comment('A run file without artifacts; absent while sealed');
    table.string('artifacts_deleted_at', 30);
    table.index(['phase', 'archived_at'], 'archived_runs_phase');
  });

  await knex.schema.createTable('archived_targets', table => {
    table.comment('What archived runs are found by, and who may see them');
    table.string('run_id', 100).notNullable();
    table.string('id', 300).notNullable();
    table.string('entity_ref', 300).notNullable();
    table.string('owner', 300);
    table.primary(['run_id', 'id']);
    table.index(['entity_ref', 'run_id'], 'archived_targets_entity');
  });

  await knex.schema.createTable('leases', table => {
    table.comment('Duties that one replica has at a time');
    table.string('duty', 60).primary();
    table.string('holder', 200).notNullable();
    table.string('held_until', 30).notNullable();
  });
};

/**
 * Refuses while there are archived runs: their events are nowhere else.
 *
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  const archived = await knex('archived_runs').first('run_id');
  if (archived) {
    throw new Error(
      `Run ${archived.run_id} is archived, and its events are in the table that would be dropped: restore all archived runs first`,
    );
  }
  for (const table of ['leases', 'archived_targets', 'archived_runs']) {
    await knex.schema.dropTable(table);
  }
};
