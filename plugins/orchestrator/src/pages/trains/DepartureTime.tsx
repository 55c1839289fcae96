import { Countdown } from '../../components/Countdown';
import { RelativeTime } from '../../components/RelativeTime';
import { ZonedTime } from '../../components/ZonedTime';
import type { TrainSummary } from '../../data';

const AHEAD: TrainSummary['phase'][] = [
  'planned',
  'preparing',
  'rehearsing',
  'gated',
];

/** When a train leaves: counted down as long as it hasn't, and as it stands on the clocks of its zone. */
export function DepartureTime({ train }: { train: TrainSummary }) {
  return (
    <>
      {AHEAD.includes(train.phase) ? (
        <Countdown to={train.departure} />
      ) : (
        <RelativeTime at={train.departure} />
      )}
      <br />
      <ZonedTime at={train.departure} timezone={train.timezone} />
    </>
  );
}
