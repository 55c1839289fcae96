import type { HistoryEntry } from '@backstage-orchestrator/plugin-orchestrator-common';
import { serveHttp, TestClock } from '../testing';
import { collectors, type CollectorTools } from './collectors';
import { planOf, plannedState, trainManifest } from './testing/trainManifest';
import type { CollectContext } from './WatchHandler';

const reading = { result: 'pass', indicators: {} } as unknown as HistoryEntry;

/** Collects a score, and returns the readings that are kept. */
async function collect(clock: TestClock, history: HistoryEntry[]) {
  const manifest = trainManifest();
  const score = jest.fn(async () => ({
    draft: { status: 'pass', summary: 'Well', evidence: [] },
    score: { result: 'pass' },
    indicators: {},
  }));
  const tools = {
    clock,
    http: { secrets: {} },
    services: { metrics: { score } },
  } as unknown as CollectorTools;
  const found = await collectors(tools).score?.({
    train: { id: 'spring', manifest, plan: planOf(manifest) },
    criterion: { id: 'healthy', score: { objectives: [] } },
    records: { history },
    signal: new AbortController().signal,
  } as unknown as CollectContext);
  return (found?.records as { history: HistoryEntry[] }).history;
}

describe('readings of a score', () => {
  it('are kept an hour apart', async () => {
    const clock = new TestClock();
    const first = await collect(clock, []);
    expect(first).toEqual([{ ...reading, at: clock.now().toISOString() }]);
    clock.advance(59 * 60_000);
    expect(await collect(clock, first)).toEqual(first);
    clock.advance(60_000);
    expect(await collect(clock, first)).toEqual([
      ...first,
      { ...reading, at: clock.now().toISOString() },
    ]);
  });

  it('are kept on where an earlier release has not noted when it read', async () => {
    const clock = new TestClock();
    expect(await collect(clock, [reading])).toEqual([
      reading,
      { ...reading, at: clock.now().toISOString() },
    ]);
  });
});

describe('dashboards and alerts of a product', () => {
  it('are asked in the same way, and all have to answer', async () => {
    const server = await serveHttp(({ url }, response) => {
      response.statusCode = url.pathname === '/alerts/gone' ? 404 : 200;
      return {};
    });
    try {
      const { products } = trainManifest().spec;
      const at = (path: string) => ({ title: path, url: server.origin + path });
      const collectOf = async (alerts: string[]) => {
        const manifest = trainManifest({
          products: products.map(product => ({
            ...product,
            dashboards: [at('/dashboard')],
            alerts: alerts.map(at),
          })),
        });
        const tools = {
          clock: new TestClock(),
          http: {
            allow: [server.origin],
            secrets: {},
            timeoutMs: 5_000,
            maxBytes: 1_000,
            setting: 'http',
          },
        } as unknown as CollectorTools;
        const found = await collectors(tools).dashboards?.({
          train: plannedState(manifest, '2030-03-01T00:00:00.000Z'),
          product: 'shop',
          criterion: { id: 'seen', dashboards: { atLeast: 1, alerts: 1 } },
          signal: new AbortController().signal,
        } as unknown as CollectContext);
        return found?.draft;
      };
      expect(await collectOf([])).toMatchObject({
        status: 'fail',
        summary: '0 alerts linked, 1 asked for',
      });
      expect(await collectOf(['/alerts'])).toMatchObject({
        status: 'pass',
        summary: 'All 2 answer',
        evidence: [{ title: '/dashboard' }, { title: '/alerts' }],
      });
      expect(await collectOf(['/alerts', '/alerts/gone'])).toMatchObject({
        status: 'fail',
        summary: 'No answer from /alerts/gone (404)',
      });
    } finally {
      await server.close();
    }
  });
});
