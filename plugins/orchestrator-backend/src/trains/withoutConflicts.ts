import type { TrainPlan } from '@backstage-orchestrator/plugin-orchestrator-common';

/** Plans of an older release name trains that were in the way when they were made, to whoever reads them. */
export function withoutConflicts(plan: TrainPlan): TrainPlan {
  return {
    ...plan,
    problems: plan.problems.filter(({ code }) => code !== 'conflict'),
  };
}

/** The same of an event, where it holds a plan. */
export function eventWithoutConflicts<
  Event extends { type: string; data: unknown },
>(event: Event): Event {
  if (event.type !== 'train.created' && event.type !== 'train.revised') {
    return event;
  }
  const data = event.data as { plan: TrainPlan };
  return { ...event, data: { ...data, plan: withoutConflicts(data.plan) } };
}
