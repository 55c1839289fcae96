import type { Segment } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Text } from '../../translation';

/** Who is meant, in words: `region eu or uk, plan pro, 10 % of them`. */
export function segmentText(t: Text, segment: Segment): string {
  const { regions, plans, customers, percent } = segment;
  const values = (names: string[]) => names.join(', ');
  const parts = [
    ...(regions.length > 0
      ? [t('flags.segment.regions', { values: values(regions) })]
      : []),
    ...(plans.length > 0
      ? [t('flags.segment.plans', { values: values(plans) })]
      : []),
    ...(customers.length > 0
      ? [t('flags.segment.customers', { values: values(customers) })]
      : []),
  ];
  const who = parts.length > 0 ? parts : [t('flags.segment.everybody')];
  return [
    ...who,
    ...(percent < 100
      ? [t('flags.segment.percent', { percent: String(percent) })]
      : []),
  ].join(' · ');
}
