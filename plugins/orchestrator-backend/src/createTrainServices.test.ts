import { ConfigReader } from '@backstage/config';
import type { Channel } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { JsonObject } from '@backstage/types';
import { createTrainServices } from './createTrainServices';
import { PrometheusSource } from './metricSources';
import { OpaEngine } from './policies';
import { readTrainServices } from './readTrainServices';
import { TrainServiceAdditions } from './TrainServiceAdditions';

const SERVER = { url: 'http://127.0.0.1:1' };

function create(
  orchestrator: JsonObject,
  additions = new TrainServiceAdditions(),
) {
  return createTrainServices({
    config: readTrainServices(new ConfigReader({ orchestrator })),
    additions,
    catalog: {
      getEntityByRef: async () => undefined,
      getEntities: async () => ({ items: [] }),
      getEntitiesByRefs: async () => ({ items: [] }),
    },
    auth: {
      getOwnServiceCredentials: async () => {
        throw new Error('not asked in this test');
      },
    },
    notifications: { send: async () => {} },
  });
}

function source(name: string) {
  return new PrometheusSource({
    ...SERVER,
    name,
    externalUrl: SERVER.url,
    headers: {},
    timeoutMs: 1,
    maxBytes: 1,
  });
}

const channel = (kind: string): Channel => ({ kind, send: async () => 'sent' });

describe('createTrainServices', () => {
  it('has what needs no settings', () => {
    const { channels, policies } = create({});
    expect([...channels.keys()]).toEqual([
      'notification',
      'webhook',
      'statusPage',
    ]);
    expect(policies).toBeUndefined();
  });

  it('has what is configured', () => {
    const { channels, policies } = create({
      policies: { opa: SERVER },
      channels: { email: { from: 'a@example.com', smtp: { host: 'h' } } },
    });
    expect(channels.has('email')).toBe(true);
    expect(policies).toBeInstanceOf(OpaEngine);
  });

  it('takes what modules add, each name once', () => {
    const additions = new TrainServiceAdditions();
    const own = channel('webhook');
    const engine = new OpaEngine({ ...SERVER, timeoutMs: 1 });
    const onCall = { name: 'opsgenie', onCall: async () => undefined };
    additions.addChannel(own);
    additions.addMetricSource(source('thanos'));
    additions.addOnCallSource(onCall);
    additions.setPolicyEngine(engine);
    const { channels, policies } = create(
      { policies: { opa: SERVER } },
      additions,
    );
    expect(channels.get('webhook')).toBe(own);
    expect(policies).toBe(engine);
    expect(() => additions.addChannel(channel('webhook'))).toThrow(
      'There is a channel webhook already',
    );
    expect(() => additions.addMetricSource(source('thanos'))).toThrow(
      'There is a metric source thanos already',
    );
    expect(() => additions.addOnCallSource(onCall)).toThrow(
      'There is a source of people on call opsgenie already',
    );
    expect(() => additions.setPolicyEngine(engine)).toThrow(
      'There is a policy engine already',
    );
  });

  it('refuses a name that the configuration has, too', () => {
    const additions = new TrainServiceAdditions();
    additions.addMetricSource(source('default'));
    expect(() =>
      create({ metricSources: { prometheus: { default: SERVER } } }, additions),
    ).toThrow('A module adds the metric source default');
  });
});
