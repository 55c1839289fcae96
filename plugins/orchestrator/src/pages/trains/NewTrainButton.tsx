import { ExplainedLink } from '../../components/ExplainedLink';
import { useMayCreate } from '../../components/NewSweepButton';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';

/** Goes to the page that plans a train; off with its reason where the viewer may not. */
export function NewTrainButton() {
  const t = useText();
  const paths = useOrchestratorPaths();
  return (
    <ExplainedLink
      variant="contained"
      color="primary"
      whyNot={useMayCreate() && t('trains.mayNotCreate')}
      to={paths.newTrain()}
    >
      {t('trains.new')}
    </ExplainedLink>
  );
}
