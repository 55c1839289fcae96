import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import {
  gateStream,
  productStream,
  TRAIN_PART,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { Disclosure } from '../../../components/Disclosure';
import {
  EventList,
  EventPages,
  EVENT_TYPES,
} from '../../../components/timeline';
import { useEvents } from '../../../data';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import type { FoundCriterion } from './findCriterion';

const TYPES = EVENT_TYPES.filter(type => type.startsWith('criterion.'));

const useStyles = makeStyles(
  theme => ({ section: { marginTop: theme.spacing(3) } }),
  { name: 'OrchestratorCriterionHistory' },
);

/** Every result, tick, waiver, verdict and signature that the criterion has had. */
export function CriterionHistory({ found }: { found: FoundCriterion }) {
  const t = useText();
  const classes = useStyles();
  return (
    <section
      className={classes.section}
      aria-label={t('train.board.history.title')}
    >
      <Typography variant="h6" component="h4">
        {t('train.board.history.title')}
      </Typography>
      <Disclosure label={t('train.board.history.show')}>
        <History found={found} />
      </Disclosure>
    </section>
  );
}

function History({ found }: { found: FoundCriterion }) {
  const { part, gate, criterion } = found;
  const t = useText();
  const { detail } = useTrainPage();
  const events = useEvents(detail.id, { type: TYPES });
  const stream =
    part === TRAIN_PART
      ? gateStream(detail.id, gate)
      : productStream(detail.id, part);
  const own = events.items.filter(({ stream: of, data }) => {
    const place = data as { gate?: string; criterion?: string };
    return (
      of === stream && place.gate === gate && place.criterion === criterion
    );
  });
  return (
    <EventPages events={events}>
      {own.length === 0 && (
        <Typography variant="body2">{t('event.empty')}</Typography>
      )}
      <EventList events={own} runId={detail.id} showTarget={false} />
    </EventPages>
  );
}
