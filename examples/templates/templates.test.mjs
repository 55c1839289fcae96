import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';

const read = path =>
  readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('the template of the train plans the example that the documentation shows', () => {
  const template = parse(read('templates/train-spring-checkout.yaml'));
  const { manifest } = template.spec.steps[0].input;
  const planned = manifest
    .replaceAll(/\{% (?:end)?raw %\}/g, '')
    .replaceAll(
      '${{ environment.parameters.shopUrl }}',
      'http://127.0.0.1:7008',
    );
  assert.deepEqual(
    parse(planned),
    parse(read('trains/spring-checkout.yaml')),
    'the template and examples/trains/spring-checkout.yaml differ',
  );
});
