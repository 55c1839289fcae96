import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseManifest } from './parseManifest';
import { formatPath } from './fieldPath';
import { sweepTemplates } from './sweepTemplates';
import { VALID_SWEEP } from './testManifest';

const EXAMPLES = join(__dirname, '../../../../examples/sweeps');

it('finds every text that is rendered, with its place', () => {
  const text = VALID_SWEEP.replace(
    '      - id: engines',
    () => `      - run: { command: [npm, "\${{ target.id }}"], env: { A: b } }
      - replace: { files: [a], find: "$\${{ github.ref }}", with: b }
      - replace: { files: [a], regex: true, find: "\${{ x", with: b }
      - yaml: { file: a.yaml, set: { /x: [1, { y: z, "\${{ n": true }] }, merge: { "": null } }
      - template: { files: { a.txt: hello } }
      - id: engines`,
  )
    .replace('    title:', '    labels: [l]\n    title:')
    .replace(
      '  parameters:',
      '  gates:\n    - { id: g, run: { command: [x] } }\n  parameters:',
    );
  const result = parseManifest(text);
  expect(
    'manifest' in result &&
      sweepTemplates(result.manifest).map(
        ({ path, template }) => `${formatPath(path)} = ${template}`,
      ),
  ).toEqual([
    'spec.change.title = Node ${{ parameters.node }}',
    'spec.change.body = ',
    'spec.change.commitMessage = Run on Node 22',
    'spec.change.labels[0] = l',
    'spec.change.steps[0].run.command[0] = npm',
    'spec.change.steps[0].run.command[1] = ${{ target.id }}',
    'spec.change.steps[0].run.env.A = b',
    'spec.change.steps[1].replace.files[0] = a',
    'spec.change.steps[1].replace.find = $${{ github.ref }}',
    'spec.change.steps[1].replace.with = b',
    'spec.change.steps[2].replace.files[0] = a',
    'spec.change.steps[2].replace.with = b',
    'spec.change.steps[3].yaml.file = a.yaml',
    'spec.change.steps[3].yaml.set["/x"][1].y = z',
    'spec.change.steps[4].template.files["a.txt"] = a.txt',
    'spec.change.steps[4].template.files["a.txt"] = hello',
    'spec.change.steps[5].json.file = package.json',
    'spec.change.steps[5].json.set["/engines/node"] = >=22',
    'spec.gates[0].run.command[0] = x',
  ]);
});

it.each(readdirSync(EXAMPLES).filter(name => name.endsWith('.yaml')))(
  'takes the example %s',
  name => {
    expect(
      parseManifest(readFileSync(join(EXAMPLES, name), 'utf8')),
    ).toHaveProperty('manifest');
  },
);
