import { planOf, trainManifest } from './testing/trainManifest';
import { eventWithoutConflicts } from './withoutConflicts';

const noOwner = {
  severity: 'warns' as const,
  code: 'noOwner' as const,
  message: 'Nobody owns it',
};
const plan = {
  ...planOf(trainManifest()),
  problems: [
    noOwner,
    {
      severity: 'warns' as const,
      code: 'conflict' as const,
      message: 'A secret train changes the same',
    },
  ],
};

const event = (type: string, data: object) => ({ type, data });

describe('what a plan of an older release says of other trains', () => {
  it.each(['train.created', 'train.revised'])('is not told by %s', type => {
    expect(
      eventWithoutConflicts(event(type, { plan, reason: 'r' })).data,
    ).toEqual({ plan: { ...plan, problems: [noOwner] }, reason: 'r' });
  });

  it('leaves other events as they are', () => {
    const other = event('train.departed', { by: 'user:default/ana' });
    expect(eventWithoutConflicts(other)).toBe(other);
  });
});
