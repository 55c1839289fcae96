import { useNavigate } from 'react-router-dom';
import { ExplainedButton } from '../../components/ExplainedButton';
import { useMayCreate } from '../../components/NewSweepButton';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';

/** Goes to the page that plans a train; off with its reason where the viewer may not. */
export function NewTrainButton() {
  const t = useText();
  const paths = useOrchestratorPaths();
  const navigate = useNavigate();
  const mayNot = useMayCreate();
  return (
    <ExplainedButton
      variant="contained"
      color="primary"
      whyNot={mayNot && t('trains.mayNotCreate')}
      href={paths.newTrain()}
      onClick={event => {
        // A plain click stays in the page; with a modifier, the browser opens the address as it would any link.
        if (!event.metaKey && !event.ctrlKey && !event.shiftKey) {
          event.preventDefault();
          navigate(paths.newTrain());
        }
      }}
    >
      {t('trains.new')}
    </ExplainedButton>
  );
}
