import { Link } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import type { TrainSummary } from '../data';
import { DepartureTime } from '../pages/trains/DepartureTime';
import { GateChips } from '../pages/trains/GateChips';
import { useOrchestratorPaths } from '../routes';
import { useText } from '../translation';

/** The next departure of an entity, with the gates of its train. */
export function NextDeparture({ train }: { train: TrainSummary }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  return (
    <>
      <Typography variant="body2" component="div" gutterBottom>
        {t('entity.nextDeparture')}{' '}
        <Link to={paths.train(train.id)}>{train.title}</Link>,{' '}
        <DepartureTime train={train} />
      </Typography>
      <GateChips train={train} />
    </>
  );
}
