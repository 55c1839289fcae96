import { Countdown } from '../../components/Countdown';
import { RelativeTime } from '../../components/RelativeTime';
import { TRAINS_AHEAD } from '../../components/states';
import { ZonedTime } from '../../components/ZonedTime';
import type { TrainSummary } from '../../data';

/** When a train leaves: counted down as long as it hasn't, and as it stands on the clocks of its zone. */
export function DepartureTime({ train }: { train: TrainSummary }) {
  return (
    <>
      {TRAINS_AHEAD.includes(train.phase) ? (
        <Countdown to={train.departure} />
      ) : (
        <RelativeTime at={train.departure} />
      )}
      <br />
      <ZonedTime at={train.departure} timezone={train.timezone} />
    </>
  );
}
