import { InfoCard } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import type { TrainPhase } from '@backstage-orchestrator/plugin-orchestrator-common';
import { NumberLinks } from '../components/NumberLinks';
import { problemOf, useEntitySummary, useFlags, useTrains } from '../data';
import { useOrchestratorPaths } from '../routes';
import { useText } from '../translation';
import { CardFlags } from './CardFlags';
import { entityNumbers } from './entityNumbers';
import { NextDeparture } from './NextDeparture';
import { useEntityName } from './useEntityName';

/** Phases of a train that still has something to do. */
const UNDER_WAY: TrainPhase[] = [
  'planned',
  'preparing',
  'rehearsing',
  'gated',
  'departing',
];

/** Anything for me? Three numbers that are links, the next departure and the flags; nothing where there is nothing. */
export function EntityOrchestratorCard() {
  const t = useText();
  const paths = useOrchestratorPaths();
  const { name, ref } = useEntityName();
  const { value, error } = useEntitySummary(name, 1);
  const flags = useFlags({ entity: ref });
  const [train] = useTrains({ entity: ref, phase: UNDER_WAY }, 1).items;
  if (error && value === undefined) {
    return (
      <InfoCard title={t('entity.title')}>
        <Typography variant="body2">
          {t('entity.failed', { message: problemOf(error).message })}
        </Typography>
      </InfoCard>
    );
  }
  const numbers = value
    ? entityNumbers(t, paths, ref, value).filter(({ count }) => count > 0)
    : [];
  const something =
    numbers.length > 0 || train !== undefined || flags.items.length > 0;
  return !something ? null : (
    <InfoCard title={t('entity.title')}>
      {numbers.length > 0 && <NumberLinks numbers={numbers} />}
      {train && <NextDeparture train={train} />}
      <CardFlags flags={flags.items} total={flags.totalItems} />
    </InfoCard>
  );
}
