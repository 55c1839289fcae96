import { EmptyState } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { PERSONAS } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { Communication } from './Communication';

const MOMENTS = ['before', 'update', 'after'];

/** Who is told what, and when: by persona, each in the order of its moments. */
export function CommunicationsTab() {
  const t = useText();
  const { detail } = useTrainPage();
  const { manifest, communications, pause } = detail.train;
  const known = manifest.spec.communications.flatMap(planned => {
    const state = communications.find(({ id }) => id === planned.id);
    return state ? [{ planned, state }] : [];
  });
  if (known.length === 0) {
    return (
      <EmptyState
        missing="content"
        title={t('train.closing.communications.empty')}
        description={t('train.closing.communications.emptyHint')}
      />
    );
  }
  return (
    <>
      {pause && (
        <Alert severity="info">
          {t('train.closing.communications.isPaused')}
        </Alert>
      )}
      {PERSONAS.map(persona => {
        const own = known
          .filter(({ planned }) => planned.persona === persona)
          .sort(
            (a, b) =>
              MOMENTS.indexOf(a.planned.moment) -
              MOMENTS.indexOf(b.planned.moment),
          );
        return own.length === 0 ? null : (
          <section
            key={persona}
            aria-labelledby={`orchestrator-persona-${persona}`}
          >
            <Typography
              variant="h5"
              component="h3"
              id={`orchestrator-persona-${persona}`}
            >
              {t(`trainState.persona.${persona}`)}
            </Typography>
            {own.map(({ planned, state }) => (
              <Communication key={state.id} planned={planned} state={state} />
            ))}
          </section>
        );
      })}
    </>
  );
}
