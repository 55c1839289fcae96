import { parseManifest } from './parseManifest';
import { MAX_MANIFEST_BYTES } from './limits';
import { VALID_SWEEP } from './testManifest';

function messages(input: string | object): string[] {
  const result = parseManifest(input);
  return 'issues' in result ? result.issues.map(issue => issue.message) : [];
}

/** The manifest with one part of its text exchanged. */
function changed(from: string, to: string): string {
  expect(VALID_SWEEP).toContain(from);
  return VALID_SWEEP.replace(from, to);
}

const STEPS_END = 'set: { /engines/node: ">=22" }';

describe('parseManifest', () => {
  it('fills the defaults in', () => {
    const result = parseManifest(VALID_SWEEP);
    expect(result).toMatchObject({
      manifest: {
        metadata: { name: 'node-22', labels: {} },
        spec: {
          rollout: { maxParallel: 10, canary: { min: 3, approval: true } },
          gates: [],
        },
      },
    });
  });

  it('reads JSON text and objects like YAML', () => {
    const result = parseManifest(VALID_SWEEP);
    const { manifest } = result as { manifest: object };
    expect(parseManifest(JSON.stringify(manifest))).toEqual(result);
    expect(parseManifest(manifest)).toEqual(result);
  });

  it.each([
    [
      'a text for a number, with the range of the field',
      changed(
        '  parameters:',
        '  rollout: { maxParallel: ten }\n  parameters:',
      ),
      'spec.rollout.maxParallel (line 17, column 27): found "ten", accepted is a whole number from 1 to 1000',
    ],
    [
      'a number out of range',
      changed(
        '  parameters:',
        '  rollout:\n    failureLimit:\n      percent: 200\n  parameters:',
      ),
      'spec.rollout.failureLimit.percent (line 19, column 16): found 200, accepted is a number from 0 to 100',
    ],
    [
      'a rate limit over too long a time',
      changed(
        '  parameters:',
        '  rollout:\n    rateLimits:\n      - { max: 5, per: 30d }\n  parameters:',
      ),
      'spec.rollout.rateLimits[0].per (line 19, column 24): found "30d", accepted is a duration longer than 0, up to 7d',
    ],
    [
      'a window in no time zone',
      changed(
        '  parameters:',
        '  rollout:\n    windows:\n      - { kind: deny, timezone: Mars, ranges: [{ from: 2030-01-01T00:00, to: 2030-01-02T00:00 }] }\n  parameters:',
      ),
      'spec.rollout.windows[0].timezone (line 19, column 33): found "Mars", accepted is an IANA time zone, such as "Europe/Berlin" or "UTC"',
    ],
    [
      'a window that ends before it begins',
      changed(
        '  parameters:',
        '  rollout:\n    windows:\n      - kind: allow\n        timezone: UTC\n        ranges:\n          - from: 2030-01-02T00:00\n            to: 2030-01-01T00:00\n  parameters:',
      ),
      'spec.rollout.windows[0].ranges[0].to (line 23, column 17): found "2030-01-01T00:00", accepted is a time after from, 2030-01-02T00:00',
    ],
    [
      'a number without an upper limit',
      changed(
        '  parameters:',
        '  rollout: { batches: { initial: 0 } }\n  parameters:',
      ),
      'spec.rollout.batches.initial (line 17, column 34): found 0, accepted is a whole number of at least 1',
    ],
    [
      'a number that has to be above a limit',
      changed(
        '  parameters:',
        '  rollout: { canary: { percent: 0 } }\n  parameters:',
      ),
      'spec.rollout.canary.percent (line 17, column 33): found 0, accepted is a number above 0 and of at most 100',
    ],
    [
      'a word that is none of those known',
      changed('  parameters:', '  rollout: { order: random }\n  parameters:'),
      'spec.rollout.order (line 17, column 21): found "random", accepted is one of dependencies, none',
    ],
    [
      'a mistyped field, with what was probably meant',
      changed('  parameters:', '  rollout:\n    maxParalel: 5\n  parameters:'),
      'spec.rollout.maxParalel (line 18, column 5): found a field that is not known here, accepted is one of canary, batches, maxParallel, order, advanceOn, failureLimit, retry, rateLimits, windows; did you mean maxParallel?',
    ],
    [
      'an unknown field that resembles none',
      changed('  owner:', '  frobnicate: 1\n  owner:'),
      'spec.frobnicate (line 6, column 3): found a field that is not known here, accepted is one of owner, targets, change, gates, rollout, parameters',
    ],
    [
      'a missing field, at the line of the field around it',
      changed('    commitMessage: Run on Node 22\n', ''),
      'spec.change.commitMessage (line 9, column 3): found nothing, accepted is a text',
    ],
    [
      'a pattern, in words',
      changed('group:default/platform', 'platform'),
      'spec.owner (line 6, column 10): found "platform", accepted is an entity reference with kind and namespace, such as component:default/payments-api',
    ],
    [
      'a duration',
      changed(
        '  parameters:',
        '  rollout: { batches: { soak: soon } }\n  parameters:',
      ),
      'spec.rollout.batches.soak (line 17, column 31): found "soon", accepted is a duration such as "PT5M", "P2D", "5m", "1h30m", "2d", "30s" or "500ms"',
    ],
    [
      'a path that leaves the checkout',
      changed('file: package.json', 'file: ../package.json'),
      'spec.change.steps[0].json.file (line 15, column 17): found "../package.json", accepted is a relative POSIX path without .. and without a leading /',
    ],
    [
      'a key that does not fit',
      changed('/engines/node', 'engines.node'),
      'spec.change.steps[0].json.set["engines.node"] (line 16, column 18): found "engines.node", accepted is a JSON pointer such as /engines/node',
    ],
    [
      'a selector that names nothing',
      changed('filter: { kind: Component }', 'labels: {}'),
      'spec.targets.filter (line 7, column 3): found nothing, accepted is a filter, or entity references in include',
    ],
    [
      'a step with two kinds',
      changed(STEPS_END, `${STEPS_END}\n        run: { command: [npm] }`),
      'spec.change.steps[0] (line 13, column 9): found the fields id, json, run, accepted is exactly one of run, replace, json, yaml, template',
    ],
    [
      'an edit that changes nothing',
      changed('          set: { /engines/node: ">=22" }\n', ''),
      'spec.change.steps[0].json (line 14, column 9): found the fields file, accepted is at least one of set, delete and merge, so that something changes',
    ],
    [
      'a canary of another type',
      changed('  parameters:', '  rollout: { canary: 5 }\n  parameters:'),
      'spec.rollout.canary (line 17, column 22): found 5, accepted is false, or a mapping',
    ],
    [
      'a field inside of one alternative',
      changed(
        '  parameters:',
        '  rollout: { canary: { min: 9 } }\n  parameters:',
      ),
      'spec.rollout.canary.min (line 17, column 29): found 9, accepted is a number that is not greater than max',
    ],
    [
      'an empty list',
      changed(STEPS_END, `${STEPS_END}\n      - run: { command: [] }`),
      'spec.change.steps[1].run.command (line 17, column 16): found an empty list, accepted is at least 1 item',
    ],
    [
      'a text that is too long',
      changed('name: node-22', `name: node-22\n  title: ${'x'.repeat(201)}`),
      'metadata.title (line 5, column 10): found 201 characters, accepted is at most 200 characters',
    ],
    [
      'a parameter that is no scalar',
      changed('{ node: 22 }', '{ node: [22] }'),
      'spec.parameters.node (line 17, column 17): found [22], accepted is a text, or a number, or true or false',
    ],
    [
      'an id that is there twice',
      changed(
        STEPS_END,
        `${STEPS_END}\n      - { id: engines, run: { command: [npm] } }`,
      ),
      'spec.change.steps[1].id (line 17, column 15): found "engines", accepted is an id that no other step has; step 1 has this one',
    ],
    [
      'a condition that can’t be read',
      changed('id: engines', 'if: entity.kind =\n        id: engines'),
      'spec.change.steps[0].if (line 13, column 13): found "entity.kind =", accepted is a condition that can be read (position 12: Unexpected "=")',
    ],
    [
      'a condition over a name that there is not',
      changed('id: engines', 'if: component == 1\n        id: engines'),
      'spec.change.steps[0].if (line 13, column 13): found "component == 1", accepted is a condition that can be read (position 0: there is no "component", there are: entity, target, parameters, run, steps)',
    ],
    [
      'a template that does not end',
      changed('${{ parameters.node }}', '${{ parameters.node'),
      'spec.change.title (line 10, column 12): found "Node ${{ parameters.node", accepted is a template that can be read (Template, line 1, column 6, ${{ parameters.node: found no }} at the end of the expression; a ${{ that is meant as it stands is written $${{)',
    ],
    [
      'another kind',
      changed('kind: Sweep', 'kind: Train'),
      'kind (line 2, column 7): found "Train", accepted is Sweep',
    ],
    [
      'another version',
      changed('orchestrator/v1', 'orchestrator/v2'),
      'apiVersion (line 1, column 13): found "orchestrator/v2", accepted is orchestrator/v1',
    ],
  ])('tells %s', (_, text, message) => {
    expect(messages(text)).toEqual([message]);
  });

  it.each([
    [
      'what is wrong inside of the alternative that was meant',
      changed(
        '  parameters:',
        '  rollout:\n    canary: { min: many }\n  parameters:',
      ),
      'spec.rollout.canary.min (line 18, column 20): found "many", accepted is a whole number',
    ],
    [
      'a number out of range inside of it, too',
      changed(
        '  parameters:',
        '  rollout:\n    canary: { min: 0 }\n  parameters:',
      ),
      'spec.rollout.canary.min (line 18, column 20): found 0, accepted is a whole number of at least 1',
    ],
    [
      'the start of a long line that is no YAML',
      `${'a'.repeat(70)}: [${'b'.repeat(70)}`,
      `found "${'a'.repeat(70)}: [bbbbbbb…", accepted is YAML or JSON`,
    ],
  ])('tells %s', (_, text, message) => {
    expect(messages(text)).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    [
      'an empty text',
      '',
      'The manifest (line 1, column 1): found an empty text, accepted is a manifest with apiVersion, kind, metadata and spec',
    ],
    [
      'comments alone',
      '# nothing\n',
      'The manifest (line 1, column 1): found an empty text, accepted is a manifest with apiVersion, kind, metadata and spec',
    ],
    [
      'a list',
      '[1]',
      'The manifest (line 1, column 1): found [1], accepted is a mapping with apiVersion, kind, metadata and spec',
    ],
    [
      'bad syntax',
      'a: "b',
      'The manifest (line 1, column 6): found "a: \\"b", accepted is YAML or JSON (Missing closing "quote)',
    ],
    [
      'tabs',
      'a:\n\tb: 1',
      'The manifest (line 2, column 1): found "b: 1", accepted is YAML or JSON (Tabs are not allowed as indentation)',
    ],
    [
      'a tag',
      'a: !!js/function "x"',
      'The manifest (line 1, column 4): found "a: !!js/function \\"x\\"", accepted is YAML or JSON (Unresolved tag: tag:yaml.org,2002:js/function)',
    ],
    [
      'a second document',
      'a: 1\n---\nb: 1',
      'The manifest (line 2, column 1): found a second document, accepted is one document per text',
    ],
    [
      'an alias without anchor',
      'a: *b',
      'The manifest: found an alias without its anchor, accepted is an anchor before each alias (Unresolved alias (the anchor must be set before the alias): b)',
    ],
    [
      'an alias of itself',
      'a: &a [*a]',
      'The manifest: found mappings and lists nested in each other, accepted is at most 64 levels of nesting',
    ],
    [
      'brackets without end',
      '['.repeat(100_000),
      'The manifest: found mappings and lists nested in each other, accepted is at most 64 levels of nesting',
    ],
    [
      'lists without end',
      '- '.repeat(100_000),
      'The manifest: found mappings and lists nested in each other, accepted is at most 64 levels of nesting',
    ],
    [
      'deep nesting',
      `a: ${'['.repeat(70)}${']'.repeat(70)}`,
      'The manifest (line 1, column 67): found mappings and lists nested in each other, accepted is at most 64 levels of nesting',
    ],
    [
      'a large text',
      'a'.repeat(MAX_MANIFEST_BYTES + 1),
      'The manifest: found a text of 262145 bytes, accepted is a text of at most 256 KiB',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(messages(text)).toEqual([message]);
  });

  it('refuses aliases that grow without end', () => {
    const levels = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [name, inner] of [
      ['b', 'a'],
      ['c', 'b'],
      ['d', 'c'],
      ['e', 'd'],
      ['f', 'e'],
    ]) {
      levels.push(
        `${name}: &${name} [${new Array(10).fill(`*${inner}`).join(', ')}]`,
      );
    }
    expect(messages(levels.join('\n'))).toEqual([
      'The manifest: found aliases that stand for too much, accepted is at most 100 uses of aliases',
    ]);
  });

  it('takes a few aliases, and finds mistakes behind them', () => {
    const text = changed(
      STEPS_END,
      `set: &set { /engines/node: ">=22" }\n      - json: { file: /b.json, set: *set }`,
    );
    expect(messages(text)).toEqual([
      'spec.change.steps[1].json.file (line 17, column 23): found "/b.json", accepted is a relative POSIX path without .. and without a leading /',
    ]);
  });

  it('names keys that are there twice with their paths', () => {
    expect(messages('a: 1\na: 2\nb:\n  - x: 1\n    x: 2')).toEqual([
      'a (line 2, column 1): found the field a a second time, accepted is each field once',
      'b[0].x (line 5, column 5): found the field x a second time, accepted is each field once',
    ]);
  });

  it('tells all mistakes at once, in the order of the text', () => {
    const text = changed('name: node-22', 'name: Node 22')
      .replace('    commitMessage: Run on Node 22\n', '')
      .replace('{ node: 22 }', '[]');
    const result = parseManifest(text);
    expect(
      'issues' in result && result.issues.map(({ path, line }) => [path, line]),
    ).toEqual([
      ['metadata.name', 4],
      ['spec.change.commitMessage', 9],
      ['spec.parameters', 16],
    ]);
  });

  it('tells at most a hundred', () => {
    const steps = new Array(300)
      .fill('      - { id: engines, run: { command: [npm] } }')
      .join('\n');
    expect(messages(changed(STEPS_END, `${STEPS_END}\n${steps}`))).toHaveLength(
      100,
    );
  });

  it('has no lines for an object', () => {
    const issue = {
      path: 'kind',
      found: '"Train"',
      accepted: 'Sweep',
      message: 'kind: found "Train", accepted is Sweep',
    };
    expect(
      parseManifest({ apiVersion: 'orchestrator/v1', kind: 'Train' }),
    ).toEqual({ issues: [issue] });
  });

  it('tells the mistakes of an object as they are found, as there is no text to order them by', () => {
    expect(
      messages({ apiVersion: 'orchestrator/v1', kind: 'Sweep', metadata: 1 }),
    ).toEqual([
      'metadata: found 1, accepted is a mapping',
      'spec: found nothing, accepted is a mapping',
    ]);
  });

  it('refuses objects that are no plain data, too large or too deep', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(messages(circle)).toEqual([
      'The manifest: found an object that can’t be written as JSON, accepted is plain data',
    ]);
    expect(messages({ text: 'x'.repeat(MAX_MANIFEST_BYTES) })).toEqual([
      'The manifest: found 262155 bytes of JSON, accepted is a text of at most 256 KiB',
    ]);
    const deep = JSON.parse(`${'['.repeat(70)}${']'.repeat(70)}`);
    expect(messages({ deep })).toEqual([
      'The manifest: found mappings and lists nested in each other, accepted is at most 64 levels of nesting',
    ]);
  });

  it('does not take a field of the prototype for one of the manifest', () => {
    expect(
      messages(
        '{"__proto__": {"kind": "Sweep"}, "apiVersion": "orchestrator/v1"}',
      ),
    ).toEqual(['kind (line 1, column 1): found nothing, accepted is Sweep']);
  });
});
