import Ajv from 'ajv';
import { systemClock } from '../../clock';
import {
  startTestServer,
  type SeenRequest,
  type TestAnswer,
  type TestServer,
} from './testServer';
import { UnleashFlagProvider } from './UnleashFlagProvider';

interface SentStrategy {
  name: string;
  title: string;
  [field: string]: unknown;
}

/** Of the schema `createFeatureStrategySchema` of Unleash's OpenAPI document: what is sent here. */
const validateStrategy = new Ajv({ allErrors: true }).compile<SentStrategy>({
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { const: 'flexibleRollout' },
    title: { type: 'string' },
    disabled: { type: 'boolean' },
    constraints: {
      type: 'array',
      items: {
        type: 'object',
        required: ['contextName', 'operator'],
        additionalProperties: false,
        properties: {
          contextName: { type: 'string' },
          operator: { enum: ['IN', 'NOT_IN'] },
          values: { type: 'array', items: { type: 'string' } },
          caseInsensitive: { type: 'boolean' },
          inverted: { type: 'boolean' },
        },
      },
    },
    // All parameters are texts.
    parameters: {
      type: 'object',
      additionalProperties: { type: 'string' },
      properties: { rollout: { type: 'string', pattern: '^\\d{1,3}$' } },
      required: ['rollout', 'stickiness', 'groupId'],
    },
    variants: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'weight', 'weightType', 'stickiness'],
        additionalProperties: false,
        properties: {
          name: { type: 'string' },
          weight: { type: 'integer', minimum: 0, maximum: 1000 },
          weightType: { enum: ['variable', 'fix'] },
          stickiness: { type: 'string' },
        },
      },
    },
    segments: { type: 'array', items: { type: 'number' } },
  },
});

type Strategy = Partial<SentStrategy> & { id: string };

const TOKEN = '*:*.0123456789abcdef';
const FEATURE = '/api/admin/projects/shop/features/new-checkout';
const ENVIRONMENT = `${FEATURE}/environments/production`;
const TAGS = '/api/admin/features/new-checkout/tags';

/** Unleash's Admin API, as far as it is described for these paths; anything else is an error. */
class FakeUnleash {
  enabled = false;
  strategies: Strategy[] = [];
  tags: { type: string; value: string }[] = [];
  #ids = 0;

  answer({ method, path, headers, body }: SeenRequest): TestAnswer {
    if (headers.authorization !== TOKEN) {
      return { status: 401, body: { message: 'Who are you?' } };
    }
    switch (`${method} ${path}`) {
      case `GET ${FEATURE}`:
        return {
          body: {
            name: 'new-checkout',
            archived: false,
            environments: [
              { name: 'development', enabled: true, strategies: [] },
              {
                name: 'production',
                enabled: this.enabled,
                strategies: this.strategies,
              },
            ],
          },
        };
      case `POST ${ENVIRONMENT}/on`:
      case `POST ${ENVIRONMENT}/off`:
        this.enabled = path.endsWith('/on');
        return {};
      case `POST ${ENVIRONMENT}/strategies`: {
        this.#ids += 1;
        const made = { id: `s${this.#ids}`, ...checked(body) };
        this.strategies.push(made);
        return { body: made };
      }
      case `GET ${TAGS}`:
        return { body: { version: 1, tags: this.tags } };
      case `POST ${TAGS}`: {
        const tag = body as { type: string; value: string };
        if (tag.value.length < 2 || tag.value.length > 50) {
          throw new Error('value must be 2 to 50 characters');
        }
        this.tags.push(tag);
        return { status: 201, body: tag };
      }
      default:
        return this.#strategy(method, path, body);
    }
  }

  #strategy(method: string, path: string, body: unknown): TestAnswer {
    const prefix = `${ENVIRONMENT}/strategies/`;
    const id = path.startsWith(prefix) ? path.slice(prefix.length) : '';
    const index = this.strategies.findIndex(one => one.id === id);
    if (index < 0) {
      return { status: 404, body: { name: 'NotFoundError' } };
    }
    if (method === 'PUT') {
      this.strategies[index] = { id, ...checked(body) };
      return { body: this.strategies[index] };
    }
    this.strategies.splice(index, 1);
    return {};
  }
}

function checked(body: unknown): SentStrategy {
  if (!validateStrategy(body)) {
    throw new Error(JSON.stringify(validateStrategy.errors));
  }
  return body;
}

const wave = { run: 'train-1', wave: 'one' };
const all = { regions: [], plans: [], customers: [], percent: 100 };

describe('Unleash', () => {
  let unleash: FakeUnleash;
  let server: TestServer;
  let provider: UnleashFlagProvider;

  const providerWith = (given: { token?: string; environment?: string }) =>
    new UnleashFlagProvider(
      {
        type: 'unleash',
        name: 'unleash',
        url: server.url,
        token: TOKEN,
        project: 'shop',
        environment: 'production',
        ...given,
      },
      systemClock,
    );

  beforeEach(async () => {
    unleash = new FakeUnleash();
    server = await startTestServer(request => unleash.answer(request));
    provider = providerWith({});
  });

  afterEach(() => server.close());

  it('gives a wave a gradual rollout with constraints, and turns the environment on', async () => {
    await provider.set('new-checkout', {
      ...wave,
      segment: {
        regions: ['eu'],
        plans: ['pro', 'team'],
        customers: [],
        percent: 25,
      },
      variant: 'blue',
    });
    expect(unleash.enabled).toBe(true);
    expect(unleash.strategies).toEqual([
      {
        id: 's1',
        name: 'flexibleRollout',
        title: 'orchestrator train-1/one',
        disabled: false,
        constraints: [
          {
            contextName: 'region',
            operator: 'IN',
            values: ['eu'],
            caseInsensitive: false,
            inverted: false,
          },
          {
            contextName: 'plan',
            operator: 'IN',
            values: ['pro', 'team'],
            caseInsensitive: false,
            inverted: false,
          },
        ],
        parameters: {
          rollout: '25',
          stickiness: 'default',
          groupId: 'new-checkout',
        },
        variants: [
          {
            name: 'blue',
            weight: 1000,
            weightType: 'variable',
            stickiness: 'default',
          },
        ],
        segments: [],
      },
    ]);
    expect(server.seen.at(-1)?.headers['content-type']).toBeUndefined();
  });

  it('replaces the strategy of the same wave, and leaves others alone', async () => {
    unleash.enabled = true;
    unleash.strategies = [{ id: 'mine', name: 'default' }];
    await provider.set('new-checkout', {
      ...wave,
      segment: { ...all, percent: 5 },
    });
    await provider.set('new-checkout', { ...wave, segment: all });
    expect(server.writes()).toEqual([
      `POST ${ENVIRONMENT}/strategies`,
      `PUT ${ENVIRONMENT}/strategies/s1`,
    ]);
    expect(unleash.strategies).toMatchObject([
      { id: 'mine' },
      { id: 's1', parameters: { rollout: '100' } },
    ]);
    expect(await provider.state('new-checkout')).toEqual({
      key: 'new-checkout',
      enabled: true,
      killed: false,
      owners: [wave],
    });
  });

  it('takes a wave away, and the environment off before its last strategy goes', async () => {
    await provider.set('new-checkout', { ...wave, segment: all });
    server.seen.length = 0;
    await provider.unset('new-checkout', wave);
    await provider.unset('new-checkout', wave);
    expect(server.writes()).toEqual([
      `POST ${ENVIRONMENT}/off`,
      `DELETE ${ENVIRONMENT}/strategies/s1`,
    ]);
  });

  it('leaves the environment on where others have strategies', async () => {
    unleash.strategies = [{ id: 'mine', name: 'default' }];
    await provider.set('new-checkout', { ...wave, segment: all });
    await provider.unset('new-checkout', wave);
    expect(unleash).toMatchObject({
      enabled: true,
      strategies: [{ id: 'mine' }],
    });
  });

  it('kills, and stays killed for later waves until the tag is gone', async () => {
    await provider.set('new-checkout', { ...wave, segment: all });
    await provider.kill('new-checkout');
    await provider.kill('new-checkout');
    expect(unleash).toMatchObject({
      enabled: false,
      tags: [{ type: 'simple', value: 'killed in production' }],
    });
    expect(await provider.state('new-checkout')).toMatchObject({
      enabled: false,
      killed: true,
    });
    const set = () =>
      provider.set('new-checkout', { run: 'r', wave: 'two', segment: all });
    await expect(set()).rejects.toMatchObject({
      failure: { class: 'permanent', code: 'flagKilled' },
    });
    expect(unleash.enabled).toBe(false);
    unleash.tags = [];
    await set();
    expect(unleash.enabled).toBe(true);
  });

  it('sorts what goes wrong', async () => {
    expect(await provider.state('other')).toBeUndefined();
    await expect(
      provider.set('other', { ...wave, segment: all }),
    ).rejects.toMatchObject({ failure: { code: 'flagNotFound' } });
    await expect(
      provider.set('new-checkout', {
        ...wave,
        segment: { ...all, percent: 0.5 },
      }),
    ).rejects.toMatchObject({
      failure: {
        class: 'permanent',
        message:
          'segment.percent: found 0.5, accepted by Unleash is a whole number from 1 to 100',
      },
    });
    await expect(
      providerWith({ token: 'wrong-token' }).state('new-checkout'),
    ).rejects.toMatchObject({
      failure: { class: 'permanent', code: 'authFailed' },
    });
    await expect(
      providerWith({ environment: 'prod' }).kill('new-checkout'),
    ).rejects.toMatchObject({ failure: { code: 'flagRefused' } });
    await expect(
      providerWith({ environment: 'prod' }).state('new-checkout'),
    ).rejects.toMatchObject({
      failure: {
        message: expect.stringContaining(
          'accepted is one of development, production',
        ),
      },
    });
  });
});
