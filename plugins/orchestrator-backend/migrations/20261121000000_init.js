/*
 * Times are ISO 8601 strings in UTC with milliseconds: they sort as text and mean the same on SQLite and PostgreSQL.
 * `state` columns hold the fold of a stream as JSON; the columns beside it are what SQL filters, sorts and joins by.
 */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('events', table => {
    table.comment('The truth: append-only, gap-free per stream');
    table.bigIncrements('position').primary();
    table.string('stream', 400).notNullable();
    table.integer('version').notNullable();
    table.string('run_id', 100).notNullable();
    table.string('target_id', 300);
    table.string('type', 100).notNullable();
    table.integer('schema_version').notNullable();
    table.text('data').notNullable();
    table.text('actor').notNullable();
    table.string('request_id', 200).notNullable();
    table.string('causation_id', 200);
    table.string('occurred_at', 30).notNullable();
    table.text('links').notNullable();
    table.unique(['stream', 'version'], { indexName: 'events_stream_version' });
    table.index(['run_id', 'position'], 'events_run');
    table.index(['run_id', 'target_id', 'position'], 'events_target');
  });

  await knex.schema.createTable('runs', table => {
    table.comment('Read table: fold of the streams run/…');
    table.string('id', 100).primary();
    table.integer('version').notNullable();
    table.string('kind', 20).notNullable();
    table.string('status', 30).notNullable();
    table.string('outcome', 30);
    table
      .string('change_digest', 80)
      .notNullable()
      .comment('Names what was asked for: the same sweep has the same');
    table.string('name', 63).notNullable();
    table.string('title', 200).notNullable();
    table.string('owner', 300).notNullable();
    table.string('created_by', 300).notNullable();
    table.string('created_at', 30).notNullable();
    table.string('updated_at', 30).notNullable();
    table.string('finished_at', 30);
    table.text('state').notNullable();
    table.index(['created_at', 'id'], 'runs_created');
    table.index(['status', 'created_at'], 'runs_status');
    table.index(['owner', 'created_at'], 'runs_owner');
    table.index(['change_digest'], 'runs_change');
  });

  await knex.schema.createTable('run_labels', table => {
    table.string('run_id', 100).notNullable();
    table.string('key', 63).notNullable();
    table.string('value', 63).notNullable();
    table.primary(['run_id', 'key']);
    table.index(['key', 'value', 'run_id'], 'run_labels_value');
  });

  await knex.schema.createTable('targets', table => {
    table.comment('Read table: fold of the streams target/…');
    table.string('run_id', 100).notNullable();
    table.string('id', 300).notNullable();
    table.integer('version').notNullable();
    table.string('status', 30).notNullable();
    table.integer('batch');
    table.integer('position');
    table
      .bigInteger('sort_key')
      .notNullable()
      .comment(
        'Order of the rollout: batch and position, those without a batch last',
      );
    table.string('entity_ref', 300).notNullable();
    table.string('title', 300).notNullable();
    table.string('owner', 300);
    table.string('repository', 400).comment('host:name');
    table.string('change_id', 200);
    table.string('change_host', 30);
    table.string('failure_code', 100);
    table.string('patch_id', 100);
    table.string('updated_at', 30).notNullable();
    table.text('state').notNullable();
    table.primary(['run_id', 'id']);
    table.index(['run_id', 'sort_key', 'id'], 'targets_order');
    table.index(['run_id', 'status', 'sort_key', 'id'], 'targets_status');
    table.index(['entity_ref', 'updated_at'], 'targets_entity');
    table.index(['owner', 'status'], 'targets_owner');
    table.index(['change_host', 'change_id'], 'targets_change');
  });

  await knex.schema.createTable('target_counts', table => {
    table.comment(
      'Read table: targets per run, batch and status; batch -1 stands for the whole run',
    );
    table.string('run_id', 100).notNullable();
    table.integer('batch').notNullable();
    table.string('status', 30).notNullable();
    table.integer('count').notNullable();
    table.primary(['run_id', 'batch', 'status']);
  });

  await knex.schema.createTable('approvals', table => {
    table.comment('Read table: approvals of runs, for the inbox');
    table.string('run_id', 100).notNullable();
    table.string('id', 100).notNullable();
    table.string('state', 20).notNullable();
    table.string('opened_at', 30).notNullable();
    table
      .text('approvers')
      .notNullable()
      .comment(
        'JSON list of entity references; empty: whoever has the permission',
      );
    table.boolean('self_approval').notNullable();
    table
      .string('created_by', 300)
      .notNullable()
      .comment('Who created the run');
    table.string('started_by', 300).comment('Who started the run');
    table.primary(['run_id', 'id']);
    table.index(['state', 'opened_at'], 'approvals_state');
  });

  await knex.schema.createTable('request_keys', table => {
    table.comment('Keys of requests that must have an effect once');
    table.string('key', 400).primary();
    table.string('run_id', 100).notNullable();
    table.string('created_at', 30).notNullable();
  });

  await knex.schema.createTable('outbox', table => {
    table.bigIncrements('id').primary();
    table.string('topic', 60).notNullable();
    table.string('run_id', 100).notNullable();
    table.text('payload').notNullable();
    table.integer('attempts').notNullable().defaultTo(0);
    table.string('available_at', 30).notNullable();
    table.string('created_at', 30).notNullable();
    table.index(['available_at', 'id'], 'outbox_available');
  });

  await knex.schema.createTable('timers', table => {
    table.string('id', 300).primary();
    table.string('run_id', 100).notNullable();
    table.string('kind', 40).notNullable();
    table.string('due_at', 30).notNullable();
    table.text('payload').notNullable();
    table.index(['due_at'], 'timers_due');
  });

  await knex.schema.createTable('artifacts', table => {
    table.comment('Logs, diffs and outputs, by the digest of their content');
    table.string('digest', 80).primary();
    table.string('media_type', 100).notNullable();
    table.string('encoding', 20).notNullable();
    table.integer('size').notNullable();
    table.binary('content').notNullable();
    table.string('created_at', 30).notNullable();
  });

  await knex.schema.createTable('run_artifacts', table => {
    table.comment('Which run may show which artifact');
    table.string('run_id', 100).notNullable();
    table.string('digest', 80).notNullable();
    table.primary(['run_id', 'digest']);
    table.index(['digest'], 'run_artifacts_digest');
  });

  await knex.schema.createTable('work_items', table => {
    table.comment(
      'Queue of the embedded transport; disposable, can be rebuilt from the events',
    );
    table.string('id', 400).primary();
    table.string('lane', 40).notNullable();
    table.string('kind', 40).notNullable();
    table.string('run_id', 100).notNullable();
    table.string('target_id', 300);
    table.integer('priority').notNullable().defaultTo(0);
    table.string('run_at', 30).notNullable();
    table.string('state', 10).notNullable().comment('ready or running');
    table
      .integer('attempt')
      .notNullable()
      .defaultTo(0)
      .comment('Fencing token: raised by each claim');
    table
      .integer('deaths')
      .notNullable()
      .defaultTo(0)
      .comment('How often in a row its worker fell silent with it');
    table.string('claimed_by', 200);
    table.string('lease_until', 30);
    table.string('enqueued_at', 30).notNullable();
    table.index(
      ['state', 'lane', 'priority', 'run_id', 'run_at'],
      'work_items_turn',
    );
    table.index(['run_id', 'state'], 'work_items_run');
    table.index(['lease_until'], 'work_items_lease');
  });

  await knex.schema.createTable('local_changes', table => {
    table.comment('The local code host keeps its changes here');
    table.string('id', 100).primary();
    table.string('repository', 300).notNullable();
    table.string('branch', 400).notNullable();
    table.string('base_branch', 300).notNullable();
    table.string('state', 20).notNullable();
    table.string('run_id', 100);
    table.string('target_id', 300);
    table.string('opened_at', 30).notNullable();
    table.string('updated_at', 30).notNullable();
    table
      .text('change')
      .notNullable()
      .comment('Title, body, labels, reviewers, review, commits');
    table.index(['repository', 'branch'], 'local_changes_branch');
    table.index(['state', 'updated_at'], 'local_changes_state');
  });

  await knex.schema.createTable('local_change_entries', table => {
    table.comment('Conversation of the changes on the local code host');
    table.bigIncrements('id').primary();
    table
      .string('change_id', 100)
      .notNullable()
      .references('id')
      .inTable('local_changes')
      .onDelete('CASCADE');
    table.string('kind', 30).notNullable();
    table.string('by', 300).notNullable();
    table.string('at', 30).notNullable();
    table.text('text');
    table.index(['change_id', 'id'], 'local_change_entries_change');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'local_change_entries',
    'local_changes',
    'work_items',
    'run_artifacts',
    'artifacts',
    'timers',
    'outbox',
    'request_keys',
    'approvals',
    'target_counts',
    'targets',
    'run_labels',
    'runs',
    'events',
  ]) {
    await knex.schema.dropTable(table);
  }
};
