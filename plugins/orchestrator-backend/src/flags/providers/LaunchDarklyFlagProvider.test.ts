import Ajv from 'ajv';
import { systemClock } from '../../clock';
import { LaunchDarklyFlagProvider } from './LaunchDarklyFlagProvider';
import {
  startTestServer,
  type SeenRequest,
  type TestAnswer,
  type TestServer,
} from './testServer';

interface Instruction {
  kind: string;
  ruleId: string;
  values: string[];
  [field: string]: unknown;
}

interface Patch {
  comment: string;
  instructions: Instruction[];
}

/** Semantic patches, as LaunchDarkly describes those that are sent here. */
const validatePatch = new Ajv({ allErrors: true }).compile<Patch>({
  type: 'object',
  required: ['environmentKey', 'instructions'],
  additionalProperties: false,
  properties: {
    comment: { type: 'string' },
    environmentKey: { const: 'production' },
    instructions: {
      type: 'array',
      minItems: 1,
      items: {
        oneOf: [
          instruction('turnFlagOn', {}),
          instruction('turnFlagOff', {}),
          instruction('removeRule', { ruleId: { type: 'string' } }),
          instruction('addTags', {
            values: {
              type: 'array',
              items: { type: 'string', pattern: '^[A-Za-z0-9._-]+$' },
            },
          }),
          instruction('addRule', {
            ...addRule(),
            variationId: { type: 'string' },
          }),
          instruction('addRule', {
            ...addRule(),
            rolloutContextKind: { type: 'string' },
            rolloutWeights: {
              type: 'object',
              additionalProperties: {
                type: 'integer',
                minimum: 0,
                maximum: 100_000,
              },
            },
          }),
        ],
      },
    },
  },
});

function addRule() {
  return {
    description: { type: 'string' },
    clauses: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['contextKind', 'attribute', 'op', 'values', 'negate'],
        additionalProperties: false,
        properties: {
          contextKind: { type: 'string' },
          attribute: { type: 'string' },
          op: { enum: ['in', 'startsWith'] },
          values: { type: 'array', minItems: 1, items: { type: 'string' } },
          negate: { type: 'boolean' },
        },
      },
    },
  };
}

function instruction(kind: string, properties: Record<string, object>) {
  return {
    type: 'object',
    required: ['kind', ...Object.keys(properties)],
    additionalProperties: false,
    properties: { kind: { const: kind }, ...properties },
  };
}

interface Rule {
  _id: string;
  description?: string;
  [field: string]: unknown;
}

const TOKEN = 'api-0123456789abcdef';
const PATH = '/api/v2/flags/shop/new-checkout';

/** LaunchDarkly's REST API, as far as it is described for this flag; anything else is an error. */
class FakeLaunchDarkly {
  on = false;
  offVariation: number | undefined = 1;
  rules: Rule[] = [];
  tags: string[] = [];
  variations = [
    { _id: 'v-on', value: true, name: 'on' },
    { _id: 'v-off', value: false, name: 'off' },
  ] as { _id: string; value: unknown; name?: string }[];
  comments: string[] = [];
  #ids = 0;

  answer({ method, path, headers, body }: SeenRequest): TestAnswer {
    if (headers.authorization !== TOKEN) {
      return { status: 401, body: { code: 'unauthorized' } };
    }
    if (method === 'GET' && path === `${PATH}?env=production`) {
      return { body: this.#flag() };
    }
    if (method === 'PATCH' && path === PATH) {
      if (
        headers['content-type'] !==
        'application/json; domain-model=launchdarkly.semanticpatch'
      ) {
        throw new Error(`Not a semantic patch: ${headers['content-type']}`);
      }
      if (!validatePatch(body)) {
        throw new Error(JSON.stringify(validatePatch.errors));
      }
      const { comment, instructions } = body;
      this.comments.push(comment);
      instructions.forEach(one => this.#apply(one));
      return { body: this.#flag() };
    }
    return { status: 404, body: { code: 'not_found' } };
  }

  #flag() {
    return {
      key: 'new-checkout',
      archived: false,
      tags: this.tags,
      variations: this.variations,
      environments: {
        production: {
          on: this.on,
          rules: this.rules,
          offVariation: this.offVariation,
        },
      },
    };
  }

  #apply({ kind, ...rest }: Instruction): void {
    switch (kind) {
      case 'turnFlagOn':
      case 'turnFlagOff':
        this.on = kind === 'turnFlagOn';
        break;
      case 'removeRule':
        this.rules = this.rules.filter(({ _id }) => _id !== rest.ruleId);
        break;
      case 'addTags':
        this.tags.push(...rest.values);
        break;
      default:
        this.#ids += 1;
        this.rules.push({ _id: `r${this.#ids}`, ...rest });
    }
  }
}

const wave = { run: 'train-1', wave: 'one' };
const all = { regions: [], plans: [], customers: [], percent: 100 };

describe('LaunchDarkly', () => {
  let launchDarkly: FakeLaunchDarkly;
  let server: TestServer;
  let provider: LaunchDarklyFlagProvider;

  const providerIn = (environment: string) =>
    new LaunchDarklyFlagProvider(
      {
        type: 'launchdarkly',
        name: 'ld',
        url: server.url,
        token: TOKEN,
        project: 'shop',
        environment,
      },
      systemClock,
    );

  beforeEach(async () => {
    launchDarkly = new FakeLaunchDarkly();
    server = await startTestServer(request => launchDarkly.answer(request));
    provider = providerIn('production');
  });

  afterEach(() => server.close());

  it('gives a wave a rule with a percentage, and turns the flag on', async () => {
    await provider.set('new-checkout', {
      ...wave,
      segment: {
        regions: ['eu'],
        plans: ['pro'],
        customers: ['acme'],
        percent: 12.5,
      },
    });
    expect(launchDarkly.on).toBe(true);
    expect(launchDarkly.comments).toEqual(['orchestrator train-1/one']);
    expect(launchDarkly.rules).toEqual([
      {
        _id: 'r1',
        description: 'orchestrator train-1/one',
        clauses: [
          ['region', 'eu'],
          ['plan', 'pro'],
          ['customer', 'acme'],
        ].map(([attribute, value]) => ({
          contextKind: 'user',
          attribute,
          op: 'in',
          values: [value],
          negate: false,
        })),
        rolloutContextKind: 'user',
        rolloutWeights: { 'v-on': 12_500, 'v-off': 87_500 },
      },
    ]);
  });

  it('replaces the rule of the same wave in one patch, and leaves others alone', async () => {
    launchDarkly.on = true;
    launchDarkly.rules = [{ _id: 'mine', description: 'Ours' }];
    const set = (percent: number) =>
      provider.set('new-checkout', { ...wave, segment: { ...all, percent } });
    await set(5);
    await set(100);
    expect(server.writes()).toEqual([`PATCH ${PATH}`, `PATCH ${PATH}`]);
    expect(launchDarkly.rules).toMatchObject([
      { _id: 'mine' },
      {
        _id: 'r2',
        variationId: 'v-on',
        clauses: [{ attribute: 'key', op: 'startsWith', values: [''] }],
      },
    ]);
    expect(await provider.state('new-checkout')).toEqual({
      key: 'new-checkout',
      enabled: true,
      killed: false,
      owners: [wave],
    });
  });

  it('takes a wave away, once', async () => {
    await provider.set('new-checkout', { ...wave, segment: all });
    server.seen.length = 0;
    await provider.unset('new-checkout', wave);
    await provider.unset('new-checkout', wave);
    expect(launchDarkly.rules).toEqual([]);
    expect(server.writes()).toHaveLength(1);
  });

  it('kills with the reason, and stays killed for later waves until the tag is gone', async () => {
    await provider.set('new-checkout', { ...wave, segment: all });
    await provider.kill('new-checkout', 'Errors rise', 'user:default/ana');
    await provider.kill('new-checkout', 'Errors rise');
    expect(launchDarkly).toMatchObject({
      on: false,
      tags: ['killed-in-production'],
      comments: [
        'orchestrator train-1/one',
        'Errors rise (user:default/ana)',
        'Errors rise (user:default/ana)',
        'Errors rise',
      ],
    });
    const set = () =>
      provider.set('new-checkout', { run: 'r', wave: 'two', segment: all });
    await expect(set()).rejects.toMatchObject({
      failure: { class: 'permanent', code: 'flagKilled' },
    });
    launchDarkly.tags = [];
    await set();
    expect(launchDarkly.on).toBe(true);
  });

  it.each([
    ['blue', 'v-blue'],
    ['green', 'v-green'],
  ])('knows a variation by its name or value: %s', async (variant, id) => {
    launchDarkly.variations = [
      { _id: 'v-blue', value: '#00f', name: 'blue' },
      { _id: 'v-off', value: '' },
      { _id: 'v-green', value: 'green' },
    ];
    await provider.set('new-checkout', { ...wave, segment: all, variant });
    expect(launchDarkly.rules).toMatchObject([{ variationId: id }]);
  });

  it('sorts what goes wrong', async () => {
    expect(await provider.state('other')).toBeUndefined();
    await expect(provider.unset('other', wave)).rejects.toMatchObject({
      failure: { code: 'flagNotFound' },
    });
    await expect(
      providerIn('prod').kill('new-checkout', 'x'),
    ).rejects.toMatchObject({ failure: { code: 'flagNotFound' } });
    await expect(
      provider.set('new-checkout', { ...wave, segment: all, variant: 'x' }),
    ).rejects.toMatchObject({
      failure: {
        code: 'flagRefused',
        message:
          'variant: found "x", accepted by the flag new-checkout is one of on, off',
      },
    });
    launchDarkly.offVariation = undefined;
    await expect(
      provider.set('new-checkout', {
        ...wave,
        segment: { ...all, percent: 5 },
      }),
    ).rejects.toMatchObject({
      failure: { message: expect.stringContaining('no off variation') },
    });
    launchDarkly.variations = [
      { _id: 'a', value: 'a' },
      { _id: 'b', value: 'b' },
    ];
    await expect(
      provider.set('new-checkout', { ...wave, segment: all }),
    ).rejects.toMatchObject({
      failure: { message: expect.stringContaining('variant: found nothing') },
    });
  });
});
