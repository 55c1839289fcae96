import { ExplainedLink } from '../../components/ExplainedLink';
import { useMayCreate } from '../../components/NewSweepButton';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';

/** Goes to the page that plans a train; off with its reason where the viewer may not. */
export function NewTrainButton(props: {
  label?: string;
  variant?: 'contained' | 'outlined';
}) {
  const t = useText();
  const paths = useOrchestratorPaths();
  return (
    <ExplainedLink
      variant={props.variant ?? 'contained'}
      color="primary"
      whyNot={useMayCreate() && t('trains.mayNotCreate')}
      to={paths.newTrain()}
    >
      {props.label ?? t('trains.new')}
    </ExplainedLink>
  );
}
