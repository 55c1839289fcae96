import { EmptyState } from '@backstage/core-components';
import { CommandButton } from '../../../components/dialogs';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { useTrainActions } from '../useTrainActions';
import { Incident } from './Incident';

/** What went wrong: open ones first, then the newest. */
export function IncidentsTab() {
  const t = useText();
  const { detail } = useTrainPage();
  const open = useTrainActions().find(({ name }) => name === 'openIncident');
  const isOpen = (resolvedAt?: string) => (resolvedAt === undefined ? 0 : 1);
  const incidents = [...detail.train.incidents].sort(
    (a, b) =>
      isOpen(a.resolvedAt) - isOpen(b.resolvedAt) ||
      (a.openedAt < b.openedAt ? 1 : -1),
  );
  const button = open && (
    <CommandButton
      variant="outlined"
      label={open.label}
      whyNot={open.whyNot}
      ask={open.ask}
      done={open.done}
      perform={open.perform}
    />
  );
  return incidents.length === 0 ? (
    <EmptyState
      missing="content"
      title={t('train.closing.incidents.empty')}
      description={t('train.closing.incidents.emptyHint')}
      action={button}
    />
  ) : (
    <>
      {button}
      {incidents.map(incident => (
        <Incident key={incident.id} incident={incident} />
      ))}
    </>
  );
}
