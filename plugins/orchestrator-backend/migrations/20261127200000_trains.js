/*
 * Release trains. Adds only: a replica of the release before goes on beside this one, and leaves trains alone. `state`
 * columns hold the fold of a stream as JSON; the columns beside it are what SQL filters, sorts and joins by.
 */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('runs', table => {
    table
      .string('departure', 30)
      .comment('When a train departs; absent for other runs');
    table.index(['kind', 'departure', 'id'], 'runs_departure');
  });

  await knex.schema.createTable('train_products', table => {
    table.comment('Read table: fold of the streams product/…');
    table.string('run_id', 100).notNullable();
    table.string('id', 63).notNullable();
    table.integer('version').notNullable();
    table.string('entity_ref', 300).notNullable();
    table.string('owner', 300);
    table.string('updated_at', 30).notNullable();
    table.text('state').notNullable();
    table.primary(['run_id', 'id']);
    table.index(['entity_ref', 'run_id'], 'train_products_entity');
    table.index(['owner', 'run_id'], 'train_products_owner');
  });

  await knex.schema.createTable('train_gates', table => {
    table.comment('Read table: fold of the streams gate/…');
    table.string('run_id', 100).notNullable();
    table.string('id', 63).notNullable();
    table.integer('version').notNullable();
    table.string('status', 20).notNullable();
    table.string('opens_at', 30).notNullable();
    table.string('updated_at', 30).notNullable();
    table.text('state').notNullable();
    table.primary(['run_id', 'id']);
    table.index(['status', 'run_id'], 'train_gates_status');
  });

  await knex.schema.createTable('train_watches', table => {
    table.comment(
      'What is looked at again and again for a train: metrics of waves, evidence of criteria. The results are events; this says when to look next',
    );
    table.string('run_id', 100).notNullable();
    table
      .string('subject', 200)
      .notNullable()
      .comment('wave/<wave>/<round>/<stage> or gate/<gate>/<criterion>/<part>');
    table
      .string('work_id', 100)
      .notNullable()
      .comment('The one item of work that may look');
    table.string('next_at', 30).comment('Absent: it is done');
    table
      .text('records')
      .notNullable()
      .comment('Measurements so far, by the name of the metric');
    table.primary(['run_id', 'subject']);
  });
};

/**
 * Refuses while there are trains: their events could not be shown any more.
 *
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  const train = await knex('runs').where({ kind: 'Train' }).first('id');
  if (train) {
    throw new Error(
      `There is the train ${train.id}: the release before does not know trains`,
    );
  }
  for (const table of ['train_watches', 'train_gates', 'train_products']) {
    await knex.schema.dropTable(table);
  }
  await knex.schema.alterTable('runs', table => {
    table.dropIndex(['kind', 'departure', 'id'], 'runs_departure');
    table.dropColumn('departure');
  });
};
