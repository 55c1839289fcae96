import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

// The PCI DSS assessment names the runtime. A new one needs a note to the
// assessor first: change this test in the same pull request as the note.
const CERTIFIED = '20';

const read = path => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('the package asks for the certified runtime', () => {
  assert.equal(JSON.parse(read('package.json')).engines.node, `>=${CERTIFIED}`);
});

test('the image is built from the certified runtime', () => {
  assert.match(read('Dockerfile'), new RegExp(`^FROM node:${CERTIFIED}\\b`, 'm'));
});
