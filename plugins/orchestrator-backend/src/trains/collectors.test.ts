import type { HistoryEntry } from '@backstage-orchestrator/plugin-orchestrator-common';
import { TestClock } from '../testing';
import { collectors, type CollectorTools } from './collectors';
import { planOf, trainManifest } from './testing/trainManifest';
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
