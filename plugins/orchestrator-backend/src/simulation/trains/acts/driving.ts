import { ANA, SIGNERS } from '../people';
import { isTried, later, onTrain, REASON, type Act } from './Act';

export const depart: Act = context =>
  onTrain(context, { type: 'depart', by: context.random.pick(SIGNERS) });

export const overrideWindow: Act = context =>
  onTrain(context, {
    type: 'overrideWindow',
    by: ANA,
    reason: REASON,
    expiresAt: later(context.view, context.random.int(1, 15)),
  });

export const pause: Act = context =>
  onTrain(context, { type: 'pause', by: ANA, reason: 'lunch' });

export const resume: Act = context =>
  isTried(context, context.view.train.pause !== undefined)
    ? onTrain(context, { type: 'resume', by: ANA })
    : undefined;

export const cancel: Act = context =>
  onTrain(context, { type: 'cancel', by: ANA, reason: 'enough' });

export const halt: Act = context =>
  onTrain(context, { type: 'halt', by: ANA, reason: REASON });

export const resumeWave: Act = context =>
  isTried(context, ['halted', 'rolledBack'].includes(context.view.wave.status))
    ? onTrain(context, { type: 'resumeWave', by: ANA, reason: REASON })
    : undefined;

export const stopHere: Act = context =>
  onTrain(context, { type: 'stopHere', by: ANA, reason: REASON });

export const rollback: Act = context => {
  const { random, view } = context;
  const onlySome = random.chance(0.6);
  return onTrain(context, {
    type: 'rollback',
    by: ANA,
    reason: REASON,
    scope: random.pick(['wave', 'train']),
    ...(onlySome && { products: [random.pick(view.train.plan.products).id] }),
  });
};

/** One product does harm wherever it is; the train goes on without it. */
export const takeBackOne: Act = context => {
  const { random, view } = context;
  const { currentWave = 0, plan, rollback: underWay } = view.train;
  // What others need would take them along.
  const [last] = plan.layers.slice(-1);
  return isTried(context, currentWave > 0 && underWay === undefined)
    ? onTrain(context, {
        type: 'rollback',
        by: ANA,
        reason: REASON,
        scope: 'train',
        products: [random.pick(last)],
      })
    : undefined;
};

export const decideWave: Act = context => {
  const { random, view } = context;
  return isTried(context, view.wave.status === 'awaitingVerdict')
    ? onTrain(context, {
        type: 'giveVerdict',
        wave: view.wave.id,
        decision: random.pick(['proceed', 'proceed', 'halt']),
        by: ANA,
        reason: REASON,
      })
    : undefined;
};
