/** Replicas that report themselves, traces of requests, and an index for lists over all runs. */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('workers', table => {
    table.comment('Backend processes, as their heartbeats tell');
    table.string('id', 200).primary();
    table.string('host', 200).notNullable();
    table.integer('pid').notNullable();
    table.string('version', 60).notNullable();
    table.text('lanes').notNullable().comment('JSON list of names');
    table.integer('slots').notNullable();
    table.integer('busy').notNullable();
    table.string('started_at', 30).notNullable();
    table.string('seen_at', 30).notNullable();
    table.index(['seen_at'], 'workers_seen');
  });

  await knex.schema.createTable('request_traces', table => {
    table.comment(
      'Trace that a request belonged to, so that its work joins it; only written while traces are taken',
    );
    table.string('request_id', 200).primary();
    table.string('traceparent', 60).notNullable();
    table.string('created_at', 30).notNullable();
    table.index(['created_at'], 'request_traces_created');
  });

  await knex.schema.alterTable('targets', table => {
    table.index(['status', 'updated_at'], 'targets_status_updated');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('targets', table => {
    table.dropIndex(['status', 'updated_at'], 'targets_status_updated');
  });
  await knex.schema.dropTable('request_traces');
  await knex.schema.dropTable('workers');
};
