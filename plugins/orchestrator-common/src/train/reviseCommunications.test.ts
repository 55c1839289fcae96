import { MemoryTrain, productOf, trainManifest } from './testing/MemoryTrain';

type Patch = NonNullable<Parameters<typeof trainManifest>[0]>;
type Message = NonNullable<Patch['communications']>[number];

const ANA = 'user:default/ana';
const message = (id: string): Message => ({
  id,
  persona: 'customers',
  moment: 'before',
  milestone: 'check',
  channels: [{ kind: 'email', to: ['all@example.com'] }],
  subject: 'News',
  body: 'It comes',
});
const manifestOf = (patch: Patch) =>
  trainManifest({
    products: [productOf('shop')],
    dependencies: [],
    milestones: [{ id: 'check', title: 'Check', at: 'D-2' }],
    ...patch,
  });

describe('a message that a revision adds', () => {
  it('is a draft beside those that are approved already', () => {
    const train = new MemoryTrain(
      manifestOf({ communications: [message('first')] }),
    );
    const stands = () =>
      train.train.communications.map(({ id, status }) => [id, status]);
    train.command({
      type: 'approveCommunication',
      id: 'first',
      by: ANA,
      ownershipRefs: [],
      digest: train.train.communications[0].digest,
    });
    train.revise(
      manifestOf({ communications: [message('second'), message('first')] }),
    );
    expect(stands()).toEqual([
      ['second', 'draft'],
      ['first', 'approved'],
    ]);
    train.at('2030-03-24T10:00:00.000Z');
    expect(train.sent).toEqual(['first']);
  });
});
