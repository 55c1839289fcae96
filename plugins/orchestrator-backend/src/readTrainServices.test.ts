import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readTrainServices } from './readTrainServices';

const read = (orchestrator: JsonObject = {}) =>
  readTrainServices(new ConfigReader({ orchestrator }));

const NO_HTTP = {
  allow: [],
  secrets: {},
  timeoutMs: 10_000,
  maxBytes: 1_048_576,
};

describe('readTrainServices', () => {
  it('needs nothing', () => {
    expect(readTrainServices(new ConfigReader({}))).toEqual({
      prometheus: [],
      http: { ...NO_HTTP, setting: 'orchestrator.metricSources.http' },
      trainHttp: { ...NO_HTTP, setting: 'orchestrator.trains.http' },
      webhooks: {},
      statusPages: {},
    });
  });

  it('reads all settings', () => {
    expect(
      read({
        metricSources: {
          prometheus: {
            default: { url: 'http://localhost:9090' },
            thanos: {
              url: 'https://thanos.internal/query',
              externalUrl: 'https://thanos.example.com',
              token: 'a-token',
              headers: { 'X-Scope-OrgID': 'tenant' },
              timeout: '30s',
              maxBytes: 4096,
            },
          },
          http: {
            allow: ['https://api.example.com'],
            secrets: {
              apiKey: { value: 'v', origins: ['https://api.example.com'] },
            },
          },
        },
        policies: { opa: { url: 'http://localhost:8181', token: 't' } },
        onCall: { pagerDuty: { token: 'pd' } },
        channels: {
          email: {
            from: 'releases@example.com',
            smtp: { host: 'smtp.example.com', username: 'u', password: 'p' },
            allowDomains: ['Example.com'],
          },
          webhooks: {
            chat: { url: 'https://hooks.example.com/x', format: 'slack' },
          },
          statusPages: {
            public: {
              url: 'https://status.example.com/hook',
              secret: 's',
              headers: { Authorization: 'OAuth x' },
            },
          },
        },
      }),
    ).toEqual({
      prometheus: [
        {
          name: 'default',
          url: 'http://localhost:9090',
          externalUrl: 'http://localhost:9090',
          headers: {},
          timeoutMs: 10_000,
          maxBytes: 1_048_576,
        },
        {
          name: 'thanos',
          url: 'https://thanos.internal/query',
          externalUrl: 'https://thanos.example.com',
          headers: {
            'x-scope-orgid': 'tenant',
            authorization: 'Bearer a-token',
          },
          timeoutMs: 30_000,
          maxBytes: 4096,
        },
      ],
      trainHttp: { ...NO_HTTP, setting: 'orchestrator.trains.http' },
      http: {
        setting: 'orchestrator.metricSources.http',
        allow: ['https://api.example.com'],
        secrets: {
          apiKey: { value: 'v', origins: ['https://api.example.com'] },
        },
        timeoutMs: 10_000,
        maxBytes: 1_048_576,
      },
      opa: { url: 'http://localhost:8181', token: 't', timeoutMs: 10_000 },
      pagerDuty: {
        url: 'https://api.pagerduty.com',
        token: 'pd',
        timeoutMs: 10_000,
      },
      email: {
        from: 'releases@example.com',
        fromName: 'Release trains',
        allowDomains: ['example.com'],
        smtp: {
          host: 'smtp.example.com',
          port: 587,
          tls: 'starttls',
          timeoutMs: 10_000,
          username: 'u',
          password: 'p',
        },
      },
      webhooks: {
        chat: {
          url: 'https://hooks.example.com/x',
          format: 'slack',
          headers: {},
          timeoutMs: 10_000,
        },
      },
      statusPages: {
        public: {
          url: 'https://status.example.com/hook',
          format: 'json',
          secret: 's',
          headers: { authorization: 'OAuth x' },
          timeoutMs: 10_000,
        },
      },
    });
  });

  it.each<[JsonObject, string]>([
    [
      { metricSources: { prometheus: { a: {} } } },
      'orchestrator.metricSources.prometheus.a.url: found nothing, accepted is a text',
    ],
    [
      { metricSources: { prometheus: { a: { url: 'ftp://x' } } } },
      'orchestrator.metricSources.prometheus.a.url: found "ftp://x", accepted is an address',
    ],
    [
      { metricSources: { prometheus: { a: { url: 'http://u:p@x' } } } },
      'without credentials',
    ],
    [
      {
        metricSources: {
          prometheus: { a: { url: 'http://x', timeout: '1h' } },
        },
      },
      'orchestrator.metricSources.prometheus.a.timeout: found "1h", accepted is a duration longer than 0, up to 2m',
    ],
    [
      {
        metricSources: { prometheus: { a: { url: 'http://x', maxBytes: 1 } } },
      },
      'orchestrator.metricSources.prometheus.a.maxBytes: found 1',
    ],
    [
      {
        metricSources: {
          prometheus: { a: { url: 'http://x', headers: { 'a b': 'c' } } },
        },
      },
      'orchestrator.metricSources.prometheus.a.headers: found "a b"',
    ],
    [
      { metricSources: { http: { allow: ['https://x/path'] } } },
      'orchestrator.metricSources.http.allow[0]: found "https://x/path", accepted is an origin',
    ],
    [
      { metricSources: { http: { secrets: { a: { value: 'x' } } } } },
      'orchestrator.metricSources.http.secrets.a.origins: found []',
    ],
    [
      {
        metricSources: {
          http: { secrets: { a: { value: 'x', origins: ['https://x'] } } },
        },
      },
      'orchestrator.metricSources.http.secrets.a.origins[0]: found "https://x", accepted is an origin that allow lists, too',
    ],
    [{ onCall: { pagerDuty: {} } }, 'orchestrator.onCall.pagerDuty.token'],
    [
      { channels: { email: { from: 'x', smtp: { host: 'h' } } } },
      'orchestrator.channels.email.from: found "x"',
    ],
    [
      { channels: { email: { from: 'a@b' } } },
      'orchestrator.channels.email.smtp.host: found nothing',
    ],
    [
      {
        channels: {
          email: { from: 'a@b', smtp: { host: 'h', username: 'u' } },
        },
      },
      'orchestrator.channels.email.smtp.password: found nothing',
    ],
    [
      { channels: { email: { from: 'a@b', smtp: { host: 'h', port: 0 } } } },
      'orchestrator.channels.email.smtp.port: found 0',
    ],
    [
      { channels: { email: { from: 'a@b', smtp: { host: 'h', tls: 'on' } } } },
      'orchestrator.channels.email.smtp.tls: found "on", accepted is implicit, starttls, none',
    ],
    [
      { channels: { webhooks: { a: { url: 'http://x', format: 'xml' } } } },
      'orchestrator.channels.webhooks.a.format: found "xml", accepted is json, slack',
    ],
    [
      // The address of a webhook is a secret of its own.
      { channels: { statusPages: { a: { url: 'x:secret' } } } },
      'orchestrator.channels.statusPages.a.url: found "something else"',
    ],
  ])('refuses %j', (config, message) => {
    expect(() => read(config)).toThrow(message);
  });
});
