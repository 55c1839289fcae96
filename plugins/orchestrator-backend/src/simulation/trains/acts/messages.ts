import { ANA, CARL, refsOf, SIGNERS } from '../people';
import { looked, onTrain, REASON, some, type Act } from './Act';

export const approveMessage: Act = context => {
  const { random, view } = context;
  const message = some(random, view.train.communications);
  const by = random.pick([...SIGNERS, CARL]);
  return (
    message &&
    onTrain(context, {
      type: 'approveCommunication',
      id: message.id,
      by,
      ownershipRefs: refsOf(by, view.train),
      digest: looked(context, `message ${message.id}`, message.digest),
    })
  );
};

export const editMessage: Act = context => {
  const { random, view } = context;
  const message = some(random, view.train.communications);
  return (
    message &&
    onTrain(context, {
      type: 'editCommunication',
      id: message.id,
      by: ANA,
      subject: 'News',
      body: `It comes ${random.int(1, 3)}`,
    })
  );
};

export const retryOrCancelMessage: Act = context => {
  const { random, view } = context;
  const message = some(random, view.train.communications);
  return (
    message &&
    onTrain(context, {
      type: random.chance(0.9) ? 'retryCommunication' : 'cancelCommunication',
      id: message.id,
      by: ANA,
      reason: REASON,
    })
  );
};
