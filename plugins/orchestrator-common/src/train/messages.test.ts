import {
  DEPARTURE,
  MemoryTrain,
  PASS,
  productOf,
  trainManifest,
} from './testing/MemoryTrain';

type Patch = NonNullable<Parameters<typeof trainManifest>[0]>;
type Message = NonNullable<Patch['communications']>[number];

const ANA = 'user:default/ana';

const message = (id: string, patch: Partial<Message> = {}): Message => ({
  id,
  persona: 'customers',
  moment: 'before',
  channels: [{ kind: 'email', to: ['all@example.com'] }],
  subject: 'News',
  body: 'Shop ${{ products[0].version }} comes on ${{ milestones.departure }}',
  ...patch,
});

const manifestOf = (
  communications: Message[],
  { version = '1.0.0', ...patch }: Patch & { version?: string } = {},
) =>
  trainManifest({
    products: [productOf('shop', { version })],
    dependencies: [],
    milestones: [
      { id: 'check', title: 'Check', at: 'D-2' },
      { id: 'review', title: 'Review', at: 'D+7' },
    ],
    communications,
    ...patch,
  });

const stateOf = (train: MemoryTrain, id: string) =>
  train.train.communications.find(one => one.id === id)!;

function approve(train: MemoryTrain, id: string) {
  return train.command({
    type: 'approveCommunication',
    id,
    by: ANA,
    ownershipRefs: [],
    digest: stateOf(train, id).digest,
  });
}

function depart(train: MemoryTrain): void {
  train.gate('go', {
    type: 'record',
    gate: 'go',
    criterion: 'on-call',
    result: PASS,
    by: 'system:on-call',
  });
  expect(train.command({ type: 'depart', by: ANA })).toBeUndefined();
}

const lastUnapproved = (train: MemoryTrain) =>
  train.log
    .flatMap(({ event }) =>
      event.type === 'train.revised' ? [event.data.unapproved] : [],
    )
    .at(-1);
const cancel = (train: MemoryTrain, id: string) =>
  train.command({ type: 'cancelCommunication', id, by: ANA, reason: 'Late' });
const close = (train: MemoryTrain) =>
  train.command({ type: 'close', by: ANA })?.message;

describe('a message that tells of the departure', () => {
  it.each([
    ['after', 'departure', false],
    ['after', 'check', false],
    ['update', 'departure', false],
    ['update', 'check', true],
    ['before', 'departure', true],
  ] as const)(
    '(%s at %s) waits for it, where it is late',
    (moment, milestone, goesOut) => {
      const train = new MemoryTrain(
        manifestOf([message('news', { moment, milestone })]),
      );
      approve(train, 'news');
      train.at('2030-03-26T12:00:00.000Z');
      expect(train.train.departedAt).toBeUndefined();
      expect(train.sent).toEqual(goesOut ? ['news'] : []);
      expect(
        train.command({ type: 'startSending', id: 'news', workId: 'w' })
          ?.message,
      ).toBe(
        goesOut
          ? "news is sending: it can't be sent"
          : 'news is approved, and waits for the departure that it tells of',
      );
      depart(train);
      expect(train.sent).toEqual(['news']);
    },
  );
});

describe('a message that is approved and has not gone out', () => {
  it('keeps the train from its end until it is due, or somebody cancels it', () => {
    const waits =
      'thanks is approved, and goes out at 2030-04-02T08:00:00.000Z: let it go out first, or cancel it';
    const thanks = message('thanks', { moment: 'after', milestone: 'review' });
    const train = new MemoryTrain(
      manifestOf([thanks, message('draft', { milestone: 'review' })]),
    );
    approve(train, 'thanks');
    train.at(DEPARTURE);
    depart(train);
    train.finishAll();
    expect(train.train.phase).toBe('closing');
    expect(close(train)).toBe(waits);
    expect(train.wake()).toBe(true);
    train.at('2030-04-02T08:00:00.000Z');
    expect(train.sent).toEqual(['thanks']);
    expect(close(train)).toBe('thanks is being sent');
    train.command({
      type: 'reportSending',
      id: 'thanks',
      workId: stateOf(train, 'thanks').workId!,
      outcome: 'sent',
    });
    expect(close(train)).toBeUndefined();

    const other = new MemoryTrain(manifestOf([thanks]));
    approve(other, 'thanks');
    other.at(DEPARTURE);
    depart(other);
    other.finishAll();
    expect(close(other)).toBe(waits);
    cancel(other, 'thanks');
    expect(close(other)).toBeUndefined();
  });

  it('for a wave that does not come has to be cancelled', () => {
    const train = new MemoryTrain(
      manifestOf([message('all-done', { moment: 'after', wave: 'all' })], {
        waves: [{ id: 'pilot' }, { id: 'all', notBefore: 'D+1' }],
      }),
    );
    approve(train, 'all-done');
    train.at(DEPARTURE);
    depart(train);
    train.finishAll();
    train.command({ type: 'stopHere', by: ANA, reason: 'Enough' });
    expect(close(train)).toBe(
      'all-done is approved, and waits for all, which is skipped: cancel it',
    );
    cancel(train, 'all-done');
    expect(close(train)).toBeUndefined();
  });
});

describe('what a revision does to messages', () => {
  const news = message('news', { milestone: 'check' });
  const plain = message('plain', { milestone: 'check', body: 'It comes' });

  it('takes the approval away where people would get other words', () => {
    const train = new MemoryTrain(manifestOf([news, plain]));
    const { digest } = stateOf(train, 'news');
    approve(train, 'news');
    approve(train, 'plain');
    train.revise(manifestOf([news, plain], { version: '2.0.0' }));
    expect(stateOf(train, 'news')).toMatchObject({
      status: 'draft',
      body: news.body,
    });
    expect(stateOf(train, 'plain').status).toBe('approved');
    expect(lastUnapproved(train)).toEqual(['news']);
    // Who has read the words of before has not read these.
    expect(
      train.command({
        type: 'approveCommunication',
        id: 'news',
        by: ANA,
        ownershipRefs: [],
        digest,
      })?.code,
    ).toBe('stale');
    expect(approve(train, 'news')).toBeUndefined();

    train.revise(
      manifestOf([news, plain], {
        version: '2.0.0',
        departure: '2030-03-27T10:00',
      }),
    );
    expect(stateOf(train, 'news').status).toBe('draft');
    expect(stateOf(train, 'plain')).toMatchObject({
      status: 'approved',
      sendAt: '2030-03-25T09:00:00.000Z',
    });
  });

  it('keeps what people have written, unless the manifest says something else', () => {
    const train = new MemoryTrain(manifestOf([news]));
    const edit = (body: string) =>
      train.command({
        type: 'editCommunication',
        id: 'news',
        by: ANA,
        subject: 'News',
        body,
      });
    edit('A new shop');
    approve(train, 'news');
    train.revise(manifestOf([news], { version: '2.0.0' }));
    expect(stateOf(train, 'news')).toMatchObject({
      status: 'approved',
      body: 'A new shop',
    });
    edit('Shop ${{ products[0].version }}');
    approve(train, 'news');
    train.revise(manifestOf([news], { version: '3.0.0' }));
    expect(stateOf(train, 'news')).toMatchObject({
      status: 'draft',
      body: 'Shop ${{ products[0].version }}',
    });
    approve(train, 'news');
    train.revise(manifestOf([{ ...news, body: 'Written anew' }]));
    expect(stateOf(train, 'news')).toMatchObject({
      status: 'draft',
      body: 'Written anew',
    });
    expect(lastUnapproved(train)).toEqual(['news']);
  });

  it('asks for another approval where others would get them', () => {
    const train = new MemoryTrain(manifestOf([plain]));
    approve(train, 'plain');
    train.revise(
      manifestOf([
        { ...plain, channels: [{ kind: 'email', to: ['press@example.com'] }] },
      ]),
    );
    expect(stateOf(train, 'plain').status).toBe('draft');
  });

  it('leaves what a worker has in hand, and what nobody wants', () => {
    const train = new MemoryTrain(
      manifestOf([news, message('unwanted', { milestone: 'check' })]),
    );
    approve(train, 'news');
    cancel(train, 'unwanted');
    train.at('2030-03-24T09:00:00.000Z');
    expect(stateOf(train, 'news').status).toBe('sending');
    train.revise(
      manifestOf(
        [
          { ...news, body: 'Else' },
          message('unwanted', { milestone: 'check' }),
        ],
        {
          version: '2.0.0',
        },
      ),
    );
    expect(train.train.communications).toMatchObject([
      { status: 'sending', body: news.body },
      { status: 'cancelled' },
    ]);
  });
});

it('an edit that reads the same is kept, and asks for an approval', () => {
  const train = new MemoryTrain(
    manifestOf([message('news', { milestone: 'check' })]),
  );
  approve(train, 'news');
  train.command({
    type: 'editCommunication',
    id: 'news',
    by: ANA,
    subject: '${{ "News" }}',
    body: stateOf(train, 'news').body,
  });
  expect(stateOf(train, 'news').status).toBe('draft');
});
