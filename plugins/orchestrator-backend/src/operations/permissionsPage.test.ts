import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  gateCommandSchema,
  productCommandSchema,
  trainCommandSchema,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { permissionOf } from './trainRequests';

const PAGE = readFileSync(
  // eslint-disable-next-line no-restricted-syntax -- never in a production build
  join(__dirname, '../../../../docs/reference/permissions.md'),
  'utf8',
);

/** Rows as the page has them: what a command is of, its name and what it asks for. */
const documented = PAGE.split('## Commands of trains')[1]
  .split('\n## ')[0]
  .split('\n')
  .filter(line => line.startsWith('| `'))
  .flatMap(line => {
    const [command, of, permission] = line
      .split('|')
      .slice(1)
      .map(cell => cell.trim().replaceAll('`', ''));
    return of.split(', ').map(kind => `${kind} ${command}: ${permission}`);
  });

const known = Object.entries({
  train: trainCommandSchema,
  product: productCommandSchema,
  gate: gateCommandSchema,
}).flatMap(([kind, { options }]) =>
  options.map(({ shape }) => {
    const command = shape.type.value;
    const permission = permissionOf(command).name.split('.').at(-1);
    return `${kind} ${command}: ${permission}`;
  }),
);

describe('the table of the rights of commands', () => {
  it('has every command of trains, products and gates once, with its permission', () => {
    expect([...documented].sort()).toEqual([...known].sort());
  });
});
