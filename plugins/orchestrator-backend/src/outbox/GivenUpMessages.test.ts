import type { Knex } from 'knex';
import { TestClock, testDatabases } from '../testing';
import { NOTICE_TOPIC } from './deliverNotices';
import { GivenUpMessages } from './GivenUpMessages';

const databases = testDatabases();
const WRITTEN = '2026-01-01T00:00:00.000Z';
const DAY_MS = 24 * 60 * 60 * 1_000;

describe.each(databases.supported)(
  'messages that were given up, on %s',
  kind => {
    let database: Knex;
    let clock: TestClock;
    let woken: number;
    let messages: GivenUpMessages;

    beforeEach(async () => {
      database = await databases.init(kind);
      clock = new TestClock('2026-01-02T00:00:00.000Z');
      woken = 0;
      messages = new GivenUpMessages({
        database,
        clock,
        onSendAgain: () => {
          woken += 1;
        },
      });
    });

    async function write(
      patch: { topic?: string; payload?: object; given_up_at?: string } = {},
    ): Promise<string> {
      const [{ id }]: { id: number | string }[] = await database('outbox')
        .insert({
          topic: 'webhook/audit',
          run_id: 'run-1',
          attempts: 9,
          available_at: WRITTEN,
          created_at: WRITTEN,
          given_up_at: clock.now().toISOString(),
          ...patch,
          payload: JSON.stringify(patch.payload ?? { position: 7 }),
        })
        .returning('id');
      return String(id);
    }

    const left = async () =>
      (await database('outbox').orderBy('id').pluck('id')).map(String);

    it('are listed with what they say, the last one to be given up first', async () => {
      const event = await write();
      clock.advance(1_000);
      const notice = await write({
        topic: NOTICE_TOPIC,
        payload: { title: 'It has failed', recipients: [] },
      });
      const other = { runId: 'run-1', runKind: undefined, attempts: 9 };
      expect(await messages.list()).toEqual({
        items: [
          {
            ...other,
            id: notice,
            topic: NOTICE_TOPIC,
            title: 'It has failed',
            writtenAt: WRITTEN,
            givenUpAt: '2026-01-02T00:00:01.000Z',
          },
          {
            ...other,
            id: event,
            topic: 'webhook/audit',
            position: 7,
            type: undefined,
            writtenAt: WRITTEN,
            givenUpAt: '2026-01-02T00:00:00.000Z',
          },
        ],
        totalItems: 2,
      });
    });

    it('are sent again as if they were new, and no others', async () => {
      const chosen = await write();
      await write();
      expect(await messages.sendAgain({ ids: [chosen, '999'] })).toBe(1);
      expect(woken).toBe(1);
      const now = clock.now().toISOString();
      expect(
        await database('outbox').where({ id: chosen }).first(),
      ).toMatchObject({
        attempts: 0,
        available_at: now,
        created_at: now,
        given_up_at: null,
      });
      expect((await messages.list()).totalItems).toBe(1);
      // Somebody has seen to it already.
      expect(await messages.sendAgain({ ids: [chosen] })).toBe(0);
    });

    it('are dropped, one by one or by topic; what still waits is not', async () => {
      const waits = await write({ given_up_at: undefined });
      await database('outbox').where({ id: waits }).update({
        given_up_at: null,
      });
      const [first, second] = [await write(), await write()];
      const notice = await write({ topic: NOTICE_TOPIC });
      expect(await messages.drop({ ids: [first, waits] })).toBe(1);
      expect(await left()).toEqual([waits, second, notice]);
      expect(await messages.drop({ topic: 'webhook/audit' })).toBe(1);
      expect(await left()).toEqual([waits, notice]);
    });

    it('are forgotten after 30 days', async () => {
      await write();
      clock.advance(DAY_MS);
      const younger = await write();
      clock.advance(29.5 * DAY_MS);
      expect(await messages.forget()).toBe(1);
      expect(await left()).toEqual([younger]);
    });
  },
);
