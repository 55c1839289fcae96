/*
 * A GitHub of workflows and checks is known by its address, which may be longer than the type of a code host. SQLite
 * does not hold anybody to a length.
 */

const TABLES = ['code_host_writes', 'sleeping_hosts'];
/** A name of the domain name system, with a port. */
const LONGEST_ADDRESS = 260;
const BEFORE = 60;

/**
 * @param {import('knex').Knex} knex
 * @param {number} length
 */
async function resize(knex, length) {
  if (knex.client.config.client.includes('sqlite')) {
    return;
  }
  for (const name of TABLES) {
    await knex.schema.alterTable(name, table => {
      table.string('host', length).alter({ alterNullable: false });
    });
  }
}

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await resize(knex, LONGEST_ADDRESS);
};

/**
 * Forgets what the shorter column has no room for.
 *
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const name of TABLES) {
    await knex(name).whereRaw(`length(host) > ${BEFORE}`).delete();
  }
  await resize(knex, BEFORE);
};
