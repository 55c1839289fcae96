/*
 * Pacing of what is written to code hosts, for all processes. Times are ISO 8601 strings in UTC with milliseconds.
 */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('code_host_writes', table => {
    table.comment(
      'What was written to code hosts, what may be written just now, and what waits for its turn; old rows are removed',
    );
    table.string('id', 40).primary();
    table.string('work_id', 400).notNullable();
    table.string('run_id', 100).notNullable();
    table.string('target_id', 300).notNullable();
    table.string('host', 60).notNullable();
    table
      .string('owner', 300)
      .notNullable()
      .comment('Empty where the target has none');
    table
      .integer('requests')
      .notNullable()
      .comment('How many of what the host counts');
    table
      .string('state', 10)
      .notNullable()
      .comment('waiting, held (permitted, not ended yet) or sent');
    table
      .string('at', 30)
      .notNullable()
      .comment(
        'waiting: the expected turn; held: counts as ended then unless it is renewed; sent: when it had ended',
      );
    table
      .bigInteger('ticket')
      .notNullable()
      .comment('Place in the queue of the host; runs take turns');
    table.string('limit_name', 200).comment('What it waits for');
    table.string('since', 30).notNullable();
    table.index(['state', 'at'], 'code_host_writes_state');
    table.index(['host', 'state', 'at'], 'code_host_writes_host');
    table.index(['owner', 'state', 'at'], 'code_host_writes_owner');
    table.index(['run_id', 'state', 'at'], 'code_host_writes_run');
    table.index(['host', 'state', 'ticket'], 'code_host_writes_ticket');
    table.index(['state', 'ticket'], 'code_host_writes_served');
    table.index(['work_id', 'state'], 'code_host_writes_work');
  });

  await knex.schema.createTable('sleeping_hosts', table => {
    table.comment('Code hosts that asked to wait: nobody sends until then');
    table.string('host', 60).primary();
    table.string('until', 30).notNullable();
    table
      .integer('in_a_row')
      .notNullable()
      .comment('Times in a row that it did not say how long');
    table.string('reason', 1000).notNullable();
  });

  await knex.schema.createTable('observation_rounds', table => {
    table.comment(
      'Where the round of looks at the open changes of a code host stands, and which process does it',
    );
    table.string('host', 60).primary();
    table.string('holder', 200).notNullable();
    table.string('lease_until', 30).notNullable();
    table.string('after_run', 100).notNullable();
    table.string('after_target', 300).notNullable();
  });

  await knex.schema.alterTable('targets', table => {
    table.index(['change_host', 'status', 'run_id', 'id'], 'targets_observed');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('targets', table => {
    table.dropIndex(
      ['change_host', 'status', 'run_id', 'id'],
      'targets_observed',
    );
  });
  for (const table of [
    'observation_rounds',
    'sleeping_hosts',
    'code_host_writes',
  ]) {
    await knex.schema.dropTable(table);
  }
};
