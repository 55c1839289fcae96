import type { Segment } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useText } from '../../translation';

/** Whom a wave or a rehearsal reaches, in words. */
export function SegmentText({ segment }: { segment: Segment }) {
  const t = useText();
  const parts = (['regions', 'plans', 'customers'] as const)
    .filter(name => segment[name].length > 0)
    .map(name =>
      t(`train.waves.segment.${name}`, { names: segment[name].join(', ') }),
    );
  const all = parts.length === 0 ? [t('train.waves.segment.all')] : parts;
  return (
    <>
      {all.join(', ')}
      {segment.percent < 100 &&
        `, ${t('train.waves.segment.percent', {
          percent: String(segment.percent),
        })}`}
    </>
  );
}
