import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { mockServices } from '@backstage/backend-test-utils';
import { testDatabases, TestClock } from '../testing';
import { Flags } from './Flags';
import { readFlags } from './readFlags';

function read(flags?: JsonObject) {
  return readFlags(new ConfigReader(flags ? { flags } : {}));
}

const file = {
  type: 'flagd',
  repository: 'https://git.example.com/flags.git',
  path: 'shop/flags.yaml',
};
const server = {
  type: 'unleash',
  url: 'https://unleash.example.com/',
  token: 'x',
};

describe('the settings of flags', () => {
  it('have defaults', () => {
    expect(readFlags(undefined)).toEqual({
      evaluationsPerMinute: 60_000,
      providers: [],
    });
    expect(
      read({
        evaluationsPerMinute: 0,
        providers: {
          shop: file,
          main: server,
          ld: { type: 'launchdarkly', token: 'y', project: 'p' },
        },
      }),
    ).toEqual({
      evaluationsPerMinute: 0,
      providers: [
        {
          type: 'flagd',
          name: 'shop',
          repository: file.repository,
          path: file.path,
          branch: 'main',
          token: undefined,
        },
        {
          type: 'unleash',
          name: 'main',
          url: 'https://unleash.example.com',
          token: 'x',
          project: 'default',
          environment: 'production',
        },
        {
          type: 'launchdarkly',
          name: 'ld',
          url: 'https://app.launchdarkly.com',
          token: 'y',
          project: 'p',
          environment: 'production',
        },
      ],
    });
  });

  it.each<[JsonObject, string]>([
    [
      { evaluationsPerMinute: -1 },
      'orchestrator.flags.evaluationsPerMinute: found -1, accepted is a whole number from 0',
    ],
    [
      { providers: { own: server } },
      'orchestrator.flags.providers.own: found "own", accepted is a name of lower-case letters, digits and dashes, other than own',
    ],
    [
      { providers: { a: { ...server, type: 'split' } } },
      'orchestrator.flags.providers.a.type: found "split", accepted is one of unleash, launchdarkly, flagd',
    ],
    [
      { providers: { a: { ...server, url: 'unleash' } } },
      'orchestrator.flags.providers.a.url: found "unleash", accepted is the address of the server, such as https://flags.example.com',
    ],
    [
      { providers: { a: { type: 'unleash', token: 'x' } } },
      'orchestrator.flags.providers.a.url: found nothing, accepted is',
    ],
    [
      { providers: { a: { ...file, repository: 'ext::sh -c x' } } },
      'orchestrator.flags.providers.a.repository: found "ext::sh -c x", accepted is an address for git',
    ],
    [
      { providers: { a: { ...file, path: '../flags.yaml' } } },
      'orchestrator.flags.providers.a.path: found "../flags.yaml", accepted is a file of the repository that ends in .json, .yaml or .yml',
    ],
    [
      { providers: { a: { ...file, path: 'flags.toml' } } },
      'orchestrator.flags.providers.a.path: found "flags.toml"',
    ],
  ])('refuse %j', (flags, message) => {
    expect(() => read(flags)).toThrow(message);
  });
});

describe('flag systems', () => {
  const databases = testDatabases();

  it('are known by their names, which are theirs alone', async () => {
    const options = {
      database: await databases.init('SQLite'),
      clock: new TestClock(),
      logger: mockServices.logger.mock(),
      workDirectory: '/nowhere',
      author: { name: 'A', email: 'a@localhost' },
    };
    const config = read({ providers: { main: server, shop: file } });
    const flags = new Flags({ ...options, config });
    expect(flags.provider('own').name).toBe('own');
    expect(flags.provider('main').name).toBe('main');
    expect(() => flags.provider('other')).toThrow(
      'flag system: found "other", accepted is one of own, main, shop (orchestrator.flags.providers)',
    );
    expect(
      () =>
        new Flags({
          ...options,
          config,
          providers: [flags.provider('main')],
        }),
    ).toThrow('There is a flag system "main" already');
  });
});
