import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { DraftPanel } from '../../components/DraftPanel';
import { RelativeTime } from '../../components/RelativeTime';
import { CriticalityChip } from '../../components/states';
import { ZonedTime } from '../../components/ZonedTime';
import type { TrainPreview } from '../../data';
import { useText } from '../../translation';
import { PlanProblems } from '../train/plan/PlanProblems';
import type { TrainDraft } from './useTrainDraft';

const useStyles = makeStyles(
  theme => ({
    list: { margin: theme.spacing(0, 0, 2), paddingLeft: theme.spacing(2.5) },
  }),
  { name: 'OrchestratorTrainPreview' },
);

/** What would follow from the manifest as it is now: dates, order, problems. */
export function TrainPreviewPanel({ draft }: { draft: TrainDraft }) {
  const t = useText();
  const { preview, valid } = draft;
  return (
    <DraftPanel
      title={t('newTrain.preview.title')}
      query={preview}
      waits={valid || preview.value ? undefined : t('newTrain.preview.invalid')}
    >
      {value => <Preview preview={value} />}
    </DraftPanel>
  );
}

function Preview({ preview }: { preview: TrainPreview }) {
  const t = useText();
  const classes = useStyles();
  const { plan, conflicts, departures } = preview;
  const dates = [
    ...plan.milestones.map(({ id, title, at, deadline }) => ({
      id: `milestone ${id}`,
      title: deadline ? t('newTrain.preview.deadline', { title }) : title,
      at,
    })),
    ...Object.entries(plan.gatesOpen).map(([id, at]) => ({
      id: `gate ${id}`,
      title: t('newTrain.preview.gate', { id }),
      at,
    })),
    ...Object.entries(plan.wavesNotBefore).map(([id, at]) => ({
      id: `wave ${id}`,
      title: t('newTrain.preview.wave', { id }),
      at,
    })),
    {
      id: 'departure',
      title: t('newTrain.preview.departure'),
      at: plan.departure,
    },
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
  const titleOfProduct = (id: string) =>
    plan.products.find(product => product.id === id)?.title ?? id;
  const critical = plan.products.filter(
    ({ criticality }) => criticality === 'critical' || criticality === 'high',
  );
  return (
    <>
      <Typography role="status" gutterBottom>
        {t('newTrain.preview.departs', { count: plan.products.length })}{' '}
        <RelativeTime at={plan.departure} />, <ZonedTime at={plan.departure} />
      </Typography>
      <PlanProblems problems={plan.problems} conflicts={conflicts} />
      <Typography variant="subtitle2" component="h4">
        {t('newTrain.preview.dates')}
      </Typography>
      <ol className={classes.list}>
        {dates.map(({ id, title, at }) => (
          <li key={id}>
            {title}: <ZonedTime at={at} />
          </li>
        ))}
      </ol>
      {departures.length > 1 && (
        <>
          <Typography variant="subtitle2" component="h4">
            {t('newTrain.preview.departures')}
          </Typography>
          <ol className={classes.list}>
            {departures.map(at => (
              <li key={at}>
                <ZonedTime at={at} />
              </li>
            ))}
          </ol>
        </>
      )}
      <Typography variant="subtitle2" component="h4">
        {t('newTrain.preview.order')}
      </Typography>
      <ol className={classes.list}>
        {plan.layers.map(layer => (
          <li key={layer.join(' ')}>{layer.map(titleOfProduct).join(', ')}</li>
        ))}
      </ol>
      {critical.map(({ id, title, criticality }) => (
        <span key={id}>
          {title} <CriticalityChip criticality={criticality} />{' '}
        </span>
      ))}
    </>
  );
}
