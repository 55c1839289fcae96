import { evolveTrain } from './evolveTrain';
import { closeObstacles } from './obstacles';
import { measureObstacle, successToMeasure } from './successMetrics';
import { MemoryTrain, productOf, trainManifest } from './testing/MemoryTrain';
import { trainTimeline } from './trainTimeline';
import { derivedAt } from './trainParts';

const ANA = 'user:default/ana';
const AT = '2030-04-01T12:00:00.000Z';
const SOURCE = { server: 'default', evidence: [] };

/** A train whose waves are over, with what is to be measured of it. */
function closing(): MemoryTrain {
  const train = new MemoryTrain(
    trainManifest({
      products: [productOf('shop')],
      dependencies: [],
      success: [
        {
          id: 'errors',
          title: 'Errors',
          kind: 'error',
          target: '<=1',
          query: 'errors',
        },
        { id: 'orders', title: 'Orders', kind: 'adoption', target: '>=100' },
        {
          id: 'gone',
          title: 'Of a product that left',
          kind: 'other',
          product: 'shop',
          target: '>=1',
        },
      ],
    }),
  );
  train.now = AT;
  train.train = {
    ...train.train,
    phase: 'closing',
    departedAt: '2030-03-26T09:00:00.000Z',
    passengers: train.train.passengers.map(one => ({
      ...one,
      standing: 'left',
    })),
  };
  return train;
}

const messagesOf = (train: MemoryTrain) =>
  closeObstacles(train.train, train).map(({ message }) => message);

describe('success metrics', () => {
  it('are measured by themselves when they are due, as far as they have a query and are still asked', () => {
    const train = closing();
    expect(successToMeasure(train.train)).toEqual([
      { id: 'errors', dueAt: expect.stringMatching(/^2030-04-02T/) },
    ]);
    expect(successToMeasure({ ...train.train, phase: 'departing' })).toEqual(
      [],
    );
    expect(messagesOf(train)).toEqual([
      expect.stringMatching(
        /^“Errors” is measured at 2030-04-02T.*wait for it/,
      ),
      '“Orders” is not measured: record its value, or say why there is none',
    ]);
  });

  it('say why they can not be measured now', () => {
    const { train } = closing();
    expect(measureObstacle(train, 'errors')).toBeUndefined();
    expect(measureObstacle(train, 'joy')).toBe(
      'The train has no success metric joy',
    );
    expect(measureObstacle(train, 'orders')).toBe(
      '“Orders” has no query: a person records its value',
    );
    expect(
      measureObstacle(
        { ...train, phase: 'gated', departedAt: undefined },
        'errors',
      ),
    ).toBe(
      'The train is gated: there is nothing to measure before it has departed',
    );
  });

  it('keep what went wrong with a measurement, say it once, and end it with a value', () => {
    const train = closing();
    const report = (
      id: string,
      result: { value: number } | { error: string },
    ) =>
      train.command({
        type: 'reportSuccess',
        id,
        result,
        source: SOURCE,
        by: 'system:orchestrator',
      });
    report('errors', { error: 'No data' });
    const { length } = train.log;
    report('errors', { error: 'No data' });
    expect(train.log).toHaveLength(length);
    expect(messagesOf(train)[0]).toBe(
      '“Errors” could not be measured (No data): record its value, or say why there is none',
    );
    report('errors', { error: 'No server' });
    expect(train.train.success).toMatchObject([
      { id: 'errors', problem: { message: 'No server' } },
    ]);
    report('errors', { value: 0.5 });
    expect(train.train.success).toMatchObject([
      { id: 'errors', value: 0.5, met: true },
    ]);
    expect(train.train.success[0].problem).toBeUndefined();
    report('errors', { value: 3 });
    expect(train.train.success[0].met).toBe(false);
    expect(report('orders', { value: 1 })?.message).toMatch(/has no query/);
  });
});

describe('follow-ups', () => {
  const followUp = (id: string) => ({
    id,
    title: id,
    owner: ANA,
    due: AT,
    source: 'person' as const,
  });

  it('that another train takes over are no longer done here', () => {
    const train = closing();
    for (const id of ['tidy', 'sweep']) {
      train.command({ type: 'addFollowUp', followUp: followUp(id) });
    }
    train.command({
      type: 'carryFollowUps',
      ids: ['tidy'],
      to: 'train-2',
      by: ANA,
    });
    expect(train.train.followUps).toMatchObject([
      { id: 'tidy', carriedTo: 'train-2' },
      { id: 'sweep', status: 'open' },
    ]);
    const finish = (id: string) =>
      train.command({ type: 'finishFollowUp', id, by: ANA })?.message;
    expect(finish('tidy')).toMatch(/The train train-2 has taken it over/);
    expect(finish('nothing')).toBe('The train has no follow-up nothing');
    expect(finish('sweep')).toBeUndefined();
    expect(finish('sweep')).toBeUndefined();
  });
});

describe('a message that is handed over', () => {
  it('is handed over once, and only by the piece of work that it is given to', () => {
    const train = new MemoryTrain(
      trainManifest({
        products: [productOf('shop')],
        dependencies: [],
        communications: [
          {
            id: 'news',
            persona: 'customers',
            moment: 'before',
            milestone: 'departure',
            channels: [{ kind: 'email', to: ['all@example.com'] }],
            subject: 'News',
            body: 'Soon',
          },
        ],
      }),
    );
    const message = () => train.train.communications[0];
    const handOver = (workId: string) =>
      train.command({ type: 'handOver', id: 'news', workId })?.message;
    expect(handOver('w-1')).toBe(
      'news is draft, and not by this piece of work',
    );
    train.train = {
      ...train.train,
      communications: [{ ...message(), status: 'sending', workId: 'w-1' }],
    };
    expect(handOver('w-2')).toBe(
      'news is sending, and not by this piece of work',
    );
    expect(handOver('w-1')).toBeUndefined();
    expect(message()).toMatchObject({ status: 'sending', handedOver: true });
    expect(handOver('w-1')).toMatch(/handed over already/);
  });

  it('names a message that there is not', () => {
    expect(
      closing().command({ type: 'handOver', id: 'joy', workId: 'w' })?.message,
    ).toBe('The train has no communication joy');
  });
});

describe('what follows from rehearsals', () => {
  const rehearsal = (id: string, finishedAt?: string) =>
    ({ id, ...(finishedAt && { finishedAt }) } as never);
  const asked = (criterion: object) =>
    ({ criterion: { id: 'c', ...criterion } } as never);

  it('is as old as the oldest of those that it rests on', () => {
    const rehearsals = [
      rehearsal('dry', '2030-03-02T00:00:00.000Z'),
      rehearsal('move', '2030-03-01T00:00:00.000Z'),
      rehearsal('other', '2030-02-01T00:00:00.000Z'),
      rehearsal('open'),
    ];
    const at = (criterion: object, status: 'pass' | 'fail' = 'pass') =>
      derivedAt({ rehearsals }, asked(criterion), { status });
    expect(at({ rehearsal: { rehearsals: ['dry', 'move'] } })).toBe(
      '2030-03-01T00:00:00.000Z',
    );
    expect(at({ dataMigration: { rehearsals: ['dry', 'open'] } })).toBe(
      '2030-03-02T00:00:00.000Z',
    );
    expect(at({ rehearsal: { rehearsals: ['dry'] } }, 'fail')).toBeUndefined();
    expect(at({ communications: {} })).toBeUndefined();
  });
});

describe('a train that is put away', () => {
  it('is archived, restored, or imported as history', () => {
    const { train } = closing();
    const after = (type: string) =>
      evolveTrain(train, { type, data: { by: ANA } } as never, {
        runId: train.id,
        version: train.version + 1,
        occurredAt: AT,
      });
    expect(after('train.archived').archivedAt).toBe(AT);
    expect(after('train.restored').archivedAt).toBeUndefined();
    expect(after('train.imported')).toMatchObject({
      archivedAt: AT,
      importedAt: AT,
    });
  });
});

describe('the timeline', () => {
  it('says how a gate decided, how a rollback ended, and what passed a closed window', () => {
    const { train } = closing();
    const event = (type: string, data: object, stream = 'run/train-1') => ({
      type,
      data,
      stream,
      actor: { kind: 'user' as const, ref: ANA },
      occurredAt: AT,
    });
    const texts = trainTimeline(train, [
      event(
        'gate.decided',
        { outcome: 'noGo', reason: 'Red' },
        'gate/train-1/go',
      ),
      event('rollback.finished', { whole: true }),
      event('rollback.finished', { whole: false }),
      event('wave.started', { id: 'pilot', override: { by: ANA } }),
      event(
        'runbook.ticked',
        { wave: 'pilot', step: 'on', tick: { step: 'one', result: 'done' } },
        'product/train-1/shop',
      ),
      event(
        'runbook.ticked',
        { wave: 'pilot', step: 'on', tick: { step: 'one', result: 'failed' } },
        'product/train-1/shop',
      ),
    ]).map(({ text }) => text);
    expect(texts).toEqual([
      'Go or no-go is a NO-GO: Red',
      'The whole train is rolled back.',
      'Rollback done.',
      'Wave pilot started, in a closed window that was passed.',
      'shop: one of the runbook of on: failed',
    ]);
  });
});
