import { MemoryTrain, productOf, trainManifest } from './testing/MemoryTrain';

const ANA = 'user:default/ana';
const REVIEW = '2030-04-02T08:00:00.000Z';

/** Over, but for a message that is approved for a week later. */
function closing(): MemoryTrain {
  const train = new MemoryTrain(
    trainManifest({
      products: [productOf('shop')],
      dependencies: [],
      milestones: [{ id: 'review', title: 'Review', at: 'D+7' }],
      communications: [
        {
          id: 'thanks',
          persona: 'customers',
          moment: 'after',
          milestone: 'review',
          channels: [{ kind: 'email', to: ['all@example.com'] }],
          subject: 'Thanks',
          body: 'It is there',
        },
      ],
    }),
  );
  train.command({
    type: 'approveCommunication',
    id: 'thanks',
    by: ANA,
    ownershipRefs: [],
    digest: train.train.communications[0].digest,
  });
  train.depart();
  train.finishAll();
  expect(train.train.phase).toBe('closing');
  return train;
}

const close = (train: MemoryTrain) =>
  train.command({ type: 'close', by: ANA })?.message;

describe('a train that is paused with a message that is approved', () => {
  it('says what would let it go out, before it is due and after', () => {
    const train = closing();
    train.command({ type: 'pause', by: ANA, reason: 'To look' });
    expect(close(train)).toBe(
      `thanks is approved, and goes out at ${REVIEW}: resume the train, or cancel it`,
    );
    train.at(REVIEW);
    expect(train.sent).toEqual([]);
    expect(close(train)).toBe(
      'thanks is approved, and has not gone out yet: resume the train, or cancel it',
    );
    train.command({ type: 'resume', by: ANA });
    expect(train.sent).toEqual(['thanks']);
    expect(close(train)).toBe('thanks is being sent');
  });
});
