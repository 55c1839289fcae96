/*
 * Times and text as in the first migration. Events of flags belong to no run, and outlive all of them: they are kept in a
 * table of their own, with the names of `events`.
 */

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('flag_events', table => {
    table.comment('Truth of the flags: append-only, gap-free per stream');
    table.bigIncrements('position').primary();
    table.string('stream', 400).notNullable();
    table.integer('version').notNullable();
    table.string('flag_key', 63).notNullable();
    table.string('type', 100).notNullable();
    table.integer('schema_version').notNullable();
    table.text('data').notNullable();
    table.text('actor').notNullable();
    table.string('request_id', 200).notNullable();
    table.string('causation_id', 200);
    table.string('occurred_at', 30).notNullable();
    table.text('links').notNullable();
    table.unique(['stream', 'version'], {
      indexName: 'flag_events_stream_version',
    });
    table.index(['flag_key', 'version'], 'flag_events_flag');
  });

  await knex.schema.createTable('flags', table => {
    table.comment('Read table: fold of the streams flag/…');
    table.string('key', 63).primary();
    table.integer('version').notNullable();
    table
      .bigInteger('change')
      .notNullable()
      .comment('What the counter was made by the newest change of this flag');
    table.string('status', 20).notNullable();
    table.string('title', 200);
    table.boolean('killed').notNullable();
    table.string('updated_at', 30).notNullable();
    table.text('state').notNullable();
    table.index(['change'], 'flags_change');
    table.index(['status', 'key'], 'flags_status');
  });

  await knex.schema.createTable('flag_changes', table => {
    table.comment(
      'One row: counts the changes of all flags, and puts them in the order of their commits',
    );
    table.integer('id').primary();
    table.bigInteger('counter').notNullable();
  });
  await knex('flag_changes').insert({ id: 1, counter: 0 });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  const live = await knex('flags').whereNot('status', 'archived').first('key');
  if (live) {
    throw new Error(
      `The flag ${live.key} is in use, and would be dropped with its history: archive all flags first`,
    );
  }
  await knex.schema.dropTable('flag_changes');
  await knex.schema.dropTable('flags');
  await knex.schema.dropTable('flag_events');
};
