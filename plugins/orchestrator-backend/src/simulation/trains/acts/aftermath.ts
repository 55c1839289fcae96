import { ANA } from '../people';
import { onTrain, some, type Act } from './Act';

export const openIncident: Act = context => {
  const { random, view } = context;
  return onTrain(context, {
    type: 'openIncident',
    id: `i-${view.train.version}`,
    title: 'Slow',
    severity: 'sev3',
    products: [],
    by: ANA,
    pause: random.chance(0.5),
  });
};

export const noteOrResolveIncident: Act = context => {
  const { random, view } = context;
  const incident = some(random, view.train.incidents);
  return (
    incident &&
    onTrain(
      context,
      random.chance(0.7)
        ? {
            type: 'resolveIncident',
            id: incident.id,
            by: ANA,
            resolution: 'Gone',
          }
        : { type: 'noteIncident', id: incident.id, by: ANA, text: 'Still' },
    )
  );
};

export const followUp: Act = context => {
  const { random, view } = context;
  const open = view.train.followUps.find(({ status }) => status === 'open');
  return onTrain(
    context,
    open && random.chance(0.5)
      ? { type: 'finishFollowUp', id: open.id, by: ANA }
      : {
          type: 'addFollowUp',
          followUp: {
            id: `f-${view.train.version}`,
            title: 'Clean up',
            owner: ANA,
            due: '2030-02-01',
            source: 'person',
          },
        },
  );
};

export const recordPostMortem: Act = context =>
  onTrain(context, { type: 'recordPostMortem', by: ANA, url: 'https://x.y' });

export const recordSuccess: Act = context =>
  onTrain(context, {
    type: 'recordSuccess',
    id: 'adoption',
    value: context.random.int(0, 40),
    by: ANA,
  });

export const close: Act = context =>
  onTrain(context, { type: 'close', by: ANA });
