import { mockServices } from '@backstage/backend-test-utils';
import { readWebhooks } from './readWebhooks';

const read = (webhooks: object) =>
  readWebhooks(
    mockServices.rootConfig({
      data: { orchestrator: { webhooks: webhooks as never } },
    }),
  );

describe('readWebhooks', () => {
  it('reads whom events are posted to', () => {
    expect(readWebhooks(mockServices.rootConfig())).toEqual([]);
    expect(
      read({
        audit: {
          url: 'https://audit.example.com/in',
          secret: 'key',
          types: ['run.finished', 'train.*'],
          headers: { 'X-Team': 'platform' },
          timeout: '3s',
        },
        all: { url: 'http://10.0.0.1/' },
      }),
    ).toEqual([
      {
        name: 'audit',
        url: 'https://audit.example.com/in',
        secret: 'key',
        types: ['run.finished', 'train.*'],
        headers: { 'x-team': 'platform' },
        timeoutMs: 3_000,
      },
      {
        name: 'all',
        url: 'http://10.0.0.1/',
        types: ['*'],
        headers: {},
        timeoutMs: 10_000,
      },
    ]);
  });

  it.each([
    [
      'an address that is none',
      { a: { url: 'audit' } },
      'orchestrator.webhooks.a.url',
    ],
    [
      'a type that is none',
      { a: { url: 'https://a.example.com', types: ['*', 'runs'] } },
      'orchestrator.webhooks.a.types[1]: found "runs"',
    ],
    [
      'a list of no types',
      { a: { url: 'https://a.example.com', types: [] } },
      'at least one type',
    ],
    [
      'a name that is none',
      { 'a b': { url: 'https://a.example.com' } },
      'a name of at most 40 letters',
    ],
  ])('refuses %s', (_, webhooks, message) => {
    expect(() => read(webhooks)).toThrow(message);
  });
});
