import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { schemasAt } from './schemaLookup';
import { CRITERION_KINDS, criterionKind } from './trainGates';
import { manifestJsonSchema } from './jsonSchema';
import { parseManifest } from './parseManifest';
import { VALID_TRAIN } from './testManifest';

const EXAMPLE = readFileSync(
  resolve(__dirname, '../../../../examples/trains/spring-checkout.yaml'),
  'utf8',
);

function messages(text: string): string[] {
  const result = parseManifest(text, { kinds: ['Train'] });
  return 'issues' in result ? result.issues.map(issue => issue.message) : [];
}

/** The manifest with one part of its text exchanged. */
function changed(from: string, to: string): string {
  expect(VALID_TRAIN).toContain(from);
  return VALID_TRAIN.replace(from, to);
}

const END = '  waves: [{ id: all }]\n';

describe('parseManifest, for trains', () => {
  it('fills the defaults in', () => {
    expect(parseManifest(VALID_TRAIN, { kinds: ['Train'] })).toMatchObject({
      manifest: {
        kind: 'Train',
        spec: {
          depart: 'manual',
          calendar: { weekend: [6, 7], holidays: [] },
          gates: [
            {
              before: 'departure',
              opens: 'D-7',
              expiresAfter: '30d',
              criteria: [{ scope: 'product', products: [] }],
            },
          ],
          waves: [{ soak: '0s', onFailure: 'halt', segment: { percent: 100 } }],
        },
      },
    });
  });

  it('reads the example, whose criteria are each of one kind', () => {
    const result = parseManifest(EXAMPLE, { kinds: ['Train'] });
    expect('issues' in result ? result.issues : []).toEqual([]);
    const { manifest } = result as Extract<typeof result, { manifest: object }>;
    expect(
      manifest.spec.products.map(({ criticality }) => criticality),
    ).toEqual(['critical', 'critical', 'high', 'medium', 'low']);
    expect(manifest.spec.gates[0].criteria.map(criterionKind)).toEqual([
      'checklist',
      'checks',
      'signOff',
      'onCall',
      'rehearsal',
      'flagsTested',
      'dashboards',
      'analysis',
      'sweep',
      'communications',
    ]);
  });

  it('refuses another kind than those asked for', () => {
    expect(messages(VALID_TRAIN.replace('kind: Train', 'kind: Sweep'))).toEqual(
      ['kind (line 2, column 7): found "Sweep", accepted is Train'],
    );
    const sweeps = parseManifest(VALID_TRAIN);
    expect('issues' in sweeps && sweeps.issues[0].accepted).toBe('Sweep');
    expect(
      parseManifest(VALID_TRAIN, { kinds: ['Sweep', 'Train'] }),
    ).toHaveProperty('manifest');
  });

  it.each([
    [
      'neither a departure nor a schedule',
      changed("  departure: '2030-03-26T10:00'\n", ''),
      'exactly one of departure, schedule',
    ],
    [
      'a time zone that is none',
      changed('timezone: Europe/Berlin', 'timezone: Berlin'),
      'spec.timezone (line 7, column 13): found "Berlin", accepted is an IANA time zone, such as "Europe/Berlin" or "UTC"',
    ],
    [
      'an offset that is none',
      changed(END, `${END}  milestones: [{ id: m, title: M, at: T-30 }]\n`),
      'spec.milestones[0].at (line 19, column 39): found "T-30", accepted is an offset from the departure such as D-30, D, D+7, or D-90m in exact time',
    ],
    [
      'a criterion of two kinds',
      changed(
        'sweep: { name: node-22 }',
        'sweep: { name: node-22 }, onCall: {}',
      ),
      'accepted is exactly one of checklist, checks, signOff, analysis',
    ],
    [
      'a step of no kind',
      changed("flag: { key: x, set: 'on' }", 'timeout: 5m'),
      'accepted is exactly one of flag, webhook, workflow, command, manual',
    ],
    [
      'a workflow that is no file of one',
      changed(
        "flag: { key: x, set: 'on' }",
        'workflow: { workflow: ../deploy.yml }',
      ),
      'workflow.workflow (line 14, column 52): found "../deploy.yml", accepted is the file of a workflow such as deploy.yml, or its number',
    ],
    [
      'a workflow of what is no repository',
      changed(
        "flag: { key: x, set: 'on' }",
        'workflow: { workflow: deploy.yml, repository: "github:acme/../shop" }',
      ),
      'found "github:acme/../shop", accepted is a repository such as github:org/payments-api or https://github.example.com/org/payments-api',
    ],
    [
      'an input of a workflow that can not be read',
      changed(
        "flag: { key: x, set: 'on' }",
        'workflow: { workflow: deploy.yml, inputs: { a: "${{ nobody }}" } }',
      ),
      'activation[0].workflow.inputs.a',
    ],
    [
      'an input that two would set',
      changed(
        "flag: { key: x, set: 'on' }",
        'workflow: { workflow: deploy.yml, correlationInput: a, inputs: { a: b } }',
      ),
      'accepted is an input that inputs does not set',
    ],
    [
      'checks of products that are asked of the whole train',
      changed('sweep: { name: node-22 }', 'scope: train, checks: {}'),
      'found "train", accepted is product: checks and risks are those of a product',
    ],
    [
      'a kind of check that there is not',
      changed('sweep: { name: node-22 }', 'checks: { kinds: [moral] }'),
      'found "moral", accepted is one of legal, commercial, risk',
    ],
    [
      'checks of the whole train without a repository',
      changed('sweep: { name: node-22 }', 'scope: train, ci: {}'),
      'ci.repository (line 17, column 63): found nothing, accepted is a repository, as the criterion is asked once for the whole train',
    ],
    [
      'checks that are looked at all the time',
      changed('sweep: { name: node-22 }', 'ci: { interval: 1s }'),
      'found "1s", accepted is a duration of 10s or more',
    ],
    [
      'a ref of checks that can not be read',
      changed('sweep: { name: node-22 }', 'ci: { ref: "v${{ product" }'),
      'ci.ref',
    ],
    [
      'a mistyped field, with what was probably meant',
      changed('criticality: high', 'criticallity: high'),
      'did you mean criticality?',
    ],
    [
      'a product that a wave names and the train has not',
      changed(
        'waves: [{ id: all }]',
        'waves: [{ id: all, products: [paymets] }]',
      ),
      'spec.waves[0].products[0] (line 18, column 33): found "paymets", accepted is a product: payments; did you mean payments?',
    ],
    [
      'a reference into an empty list',
      changed(
        'sweep: { name: node-22 }',
        'rehearsal: { rehearsals: [staging] }',
      ),
      'found "staging", accepted is a rehearsal, of which there are none',
    ],
    [
      'a gate before a wave that is not there',
      changed('id: go-no-go,', 'id: go-no-go, before: second,'),
      'accepted is a wave: departure, all',
    ],
    [
      'ids that stand for the departure',
      changed('waves: [{ id: all }]', 'waves: [{ id: departure }]'),
      'accepted is another id: this one stands for the departure itself',
    ],
    [
      'an id that is there twice',
      changed('waves: [{ id: all }]', 'waves: [{ id: all }, { id: all }]'),
      'accepted is an id that no other wave has; wave 1 has this one',
    ],
    [
      'a runbook that the product does not have',
      changed("flag: { key: x, set: 'on' }", 'manual: { runbook: by-hand }'),
      'accepted is a runbook of this product, of which there are none',
    ],
    [
      'a manual step with a runbook and instructions',
      changed(
        "flag: { key: x, set: 'on' }",
        'manual: { runbook: by-hand, instructions: Do it }',
      ),
      'accepted is exactly one of runbook, instructions',
    ],
    [
      'a manual step that says nothing',
      changed("flag: { key: x, set: 'on' }", 'manual: {}'),
      'found no fields, accepted is exactly one of runbook, instructions',
    ],
    [
      'a product that no wave activates',
      changed(
        'waves: [{ id: all }]',
        'waves: [{ id: all, products: [shop] }]',
      ).replace(
        '      rollback: [',
        `      rollback: [{ id: off, flag: { key: x, set: 'off' } }]
    - id: shop
      entity: component:default/web-shop
      version: 1.0.0
      criticality: low
      activation: [{ id: on, flag: { key: y, set: 'on' } }]
      rollback: [`,
      ),
      'found "payments", accepted is a product that at least one wave activates',
    ],
    [
      'commercial dependencies in a circle, with the path',
      changed(
        'waves: [{ id: all }]',
        'waves: [{ id: all }]\n  dependencies: [{ from: shop, to: payments, reason: a }, { from: payments, to: shop, reason: b }]',
      ).replace(
        '      rollback: [',
        `      rollback: [{ id: off, flag: { key: x, set: 'off' } }]
    - id: shop
      entity: component:default/web-shop
      version: 1.0.0
      criticality: low
      activation: [{ id: on, flag: { key: y, set: 'on' } }]
      rollback: [`,
      ),
      'found a circle: payments needs shop needs payments, accepted is dependencies without a circle',
    ],
    [
      'a window that can’t be read',
      changed(END, `${END}  windows: [{ kind: deny }]\n`),
      'accepted is a window with an rrule, or with ranges',
    ],
    [
      'a schedule that can’t be read',
      changed(
        "departure: '2030-03-26T10:00'",
        'schedule: { rrule: FREQ=SECONDLY }',
      ),
      'spec.schedule.rrule (line 8, column 22): found "SECONDLY", accepted is one of YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY',
    ],
    [
      'dates of a breaking change out of order',
      changed(
        'criticality: high',
        `criticality: high
      contracts:
        offers:
          - api: api:default/payments
            version: 3.0.0
            compatibility: breaking
            breaking: { announce: '2030-01-01', deprecate: '2030-03-01', graceUntil: '2030-02-01', remove: '2030-04-01', guide: 'https://example.com' }`,
      ),
      'accepted is a date that is not before deprecate, 2030-03-01',
    ],
    [
      'a breaking change without its dates',
      changed(
        'criticality: high',
        `criticality: high
      contracts:
        offers: [{ api: 'api:default/payments', version: 3.0.0, compatibility: breaking }]`,
      ),
      'found "breaking", accepted is breaking together with its dates in the field breaking',
    ],
    [
      'dates of a change that breaks nothing',
      changed(
        'criticality: high',
        `criticality: high
      contracts:
        offers:
          - api: api:default/payments
            version: 3.0.0
            breaking: { announce: '2030-01-01', deprecate: '2030-03-01', graceUntil: '2030-03-01', remove: '2030-04-01', guide: 'https://example.com' }`,
      ),
      'accepted is breaking, as there are dates of a breaking change',
    ],
    [
      'a date that does not exist',
      changed(END, `${END}  calendar: { holidays: ['2030-02-30'] }\n`),
      'accepted is a date such as "2030-12-24"',
    ],
    [
      'a target of a success metric that is relative',
      changed(
        END,
        `${END}  success: [{ id: s, title: S, kind: error, target: '<=+10%' }]\n`,
      ),
      'found "<=+10%", accepted is a comparison with a number, such as >=20',
    ],
    [
      'a communication for a milestone and a wave',
      changed(
        END,
        `${END}  communications: [{ id: c, persona: sales, moment: before, milestone: departure, wave: all, channels: [{ kind: email, to: [a@example.com] }], subject: S, body: B }]\n`,
      ),
      'accepted is exactly one of milestone, wave',
    ],
    [
      'a template that can’t be read',
      changed(
        END,
        `${END}  communications: [{ id: c, persona: sales, moment: before, milestone: departure, channels: [{ kind: email, to: [a@example.com] }], subject: S, body: '\${{ nobody.name }}' }]\n`,
      ),
      'accepted is a template that can be read',
    ],
    [
      'notes of a product that is not on the train',
      changed(
        END,
        `${END}  communications: [{ id: c, persona: sales, moment: before, milestone: departure, channels: [{ kind: email, to: [a@example.com] }], subject: S, body: '\${{ notesOf.basket }}' }]\n`,
      ),
      'there is no "basket" in "notesOf", there are: payments',
    ],
    [
      'notes for a segment that there is not',
      changed(
        END,
        `${END}  communications: [{ id: c, persona: sales, moment: before, milestone: departure, channels: [{ kind: email, to: [a@example.com] }], subject: S, body: '\${{ notesFor.everyone }}' }]\n`,
      ),
      'there is no "everyone" in "notesFor", there are: all, customers, support, sales, partners, internal',
    ],
    [
      'notes that are not named',
      changed(
        END,
        `${END}  communications: [{ id: c, persona: sales, moment: before, milestone: departure, channels: [{ kind: email, to: [a@example.com] }], subject: S, body: '\${{ notesOf[products[0].id] }}' }]\n`,
      ),
      '"notesOf" is read with a member that is written out, one of: payments',
    ],
    [
      'notes in a subject',
      changed(
        END,
        `${END}  communications: [{ id: c, persona: sales, moment: before, milestone: departure, channels: [{ kind: email, to: [a@example.com] }], subject: '\${{ notes }}', body: B }]\n`,
      ),
      'there is no "notes", there are: train, product',
    ],
    [
      'metrics that could never give a verdict, and one without a source',
      changed(
        'waves: [{ id: all }]',
        `waves:
    - id: all
      analysis:
        during:
          - { name: a, count: 5, prometheus: { query: up } }
          - { name: a, product: shop, http: { url: 'https://x' }, successCondition: nothing > 1 }`,
      ),
      'spec.waves[0].analysis.during[0]',
    ],
  ])('names %s', (_, text, expected) => {
    expect(messages(text).join('\n')).toContain(expected);
  });

  it.each([
    [
      '{ name: a, count: 5, prometheus: { query: up } }',
      'analysis.during[0].interval',
      'found nothing, accepted is a duration, because count is 5',
    ],
    [
      '{ name: a, failureLimit: -1, prometheus: { query: up } }',
      'analysis.during[0]',
      'found -1, and consecutiveSuccessLimit is off, too, accepted is at least one of the two limits',
    ],
    [
      '{ name: a, prometheus: { query: up } }, { name: a, prometheus: { query: up } }',
      'analysis.during[1].name',
      'which metrics[0] has already, accepted is a name of its own',
    ],
  ])('says of metrics %s what could give a verdict', (metrics, ...texts) => {
    const found = messages(
      changed(
        'waves: [{ id: all }]',
        `waves: [{ id: all, analysis: { during: [${metrics}] } }]`,
      ),
    ).join('\n');
    texts.forEach(text => expect(found).toContain(text));
  });

  const withProduct = (fields: string) =>
    messages(
      changed('criticality: high\n', `criticality: high\n      ${fields}\n`),
    );

  it.each([
    'changelog: { from: v2.8.1 }',
    "changelog: { from: 'releases/v${{ product.version }}', to: main, path: services/payments }",
    'notes: [{ text: New, kind: fix, segments: [all, customers] }]',
  ])('takes %s of a product', fields => {
    expect(withProduct(fields)).toEqual([]);
  });

  it.each([
    ['changelog: { from: --output=x }', 'changelog.from', '"--output=x"'],
    ['changelog: { from: v1..v2 }', 'changelog.from', 'a branch, a tag'],
    ["changelog: { from: v1, to: '@' }", 'changelog.to', 'a branch, a tag'],
    ['changelog: { from: a//b }', 'changelog.from', 'a branch, a tag'],
    ['changelog: { from: a.lock }', 'changelog.from', 'a branch, a tag'],
    [
      "changelog: { from: 'v${{ train.id }}' }",
      'changelog.from',
      'a template that can be read',
    ],
    ['changelog: { from: v1, path: ../x }', 'changelog.path', 'inside of'],
    ['changelog: { from: v1, path: /x }', 'changelog.path', 'inside of'],
    ['changelog: { from: v1, path: a/.GIT }', 'changelog.path', 'inside of'],
    [
      'notes: [{ text: New, segments: [al] }]',
      'notes[0].segments[0]',
      'did you mean all?',
    ],
  ])('refuses %s of a product', (fields, ...texts) => {
    const found = withProduct(fields);
    expect(found).toHaveLength(1);
    texts.forEach(text => expect(found[0]).toContain(text));
  });

  it('names a condition that can’t be read once', () => {
    expect(
      messages(
        changed(
          'waves: [{ id: all }]',
          "waves: [{ id: all, analysis: { during: [{ name: a, successCondition: '>>', prometheus: { query: up } }] } }]",
        ),
      ),
    ).toEqual([
      expect.stringContaining('accepted is a condition that can be read'),
    ]);
  });

  it('takes an offer that breaks nothing', () => {
    expect(
      messages(
        changed(
          'criticality: high',
          `criticality: high
      contracts:
        offers: [{ api: 'api:default/payments', version: 3.0.0 }]`,
        ),
      ),
    ).toEqual([]);
  });

  it('has a JSON Schema that says which fields exclude each other', () => {
    const schema = manifestJsonSchema('Train');
    expect(schema.title).toBe('Train');
    const [criterion] = schemasAt(schema, ['spec', 'gates', 0, 'criteria', 0]);
    expect(criterion.oneOf).toEqual(
      CRITERION_KINDS.map(kind => ({ required: [kind] })),
    );
    expect(criterion.required).toEqual(['id']);
    expect(
      schemasAt(schema, ['spec', 'products', 0, 'rollback', 0])[0].oneOf,
    ).toHaveLength(5);
  });
});
