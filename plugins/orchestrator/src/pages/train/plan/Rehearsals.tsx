import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import {
  milestoneAt,
  stepsDigests,
  trainCalendar,
  type TrainRehearsal,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { CommandButton } from '../../../components/dialogs';
import { durationText } from '../../../components/durationText';
import { EntityName } from '../../../components/EntityName';
import { EvidenceLinks } from '../../../components/EvidenceLinks';
import { RelativeTime } from '../../../components/RelativeTime';
import { RehearsalChip } from '../../../components/states';
import { quietColor } from '../../../components/states/tones';
import { UntrustedMarkdown } from '../../../components/UntrustedMarkdown';
import { useText } from '../../../translation';
import { evidenceOf, useEvidenceFields } from '../evidenceFields';
import { SegmentText } from '../SegmentText';
import { titleOf, useTrainPage, useWhyEnded } from '../TrainContext';

const useStyles = makeStyles(
  theme => ({
    list: { listStyle: 'none', margin: 0, padding: 0 },
    item: { marginBottom: theme.spacing(2), overflowWrap: 'anywhere' },
    quiet: { color: quietColor(theme) },
  }),
  { name: 'OrchestratorRehearsals' },
);

/** What is rehearsed where, and how it went. */
export function Rehearsals() {
  const t = useText();
  const classes = useStyles();
  const { spec } = useTrainPage().detail.train.manifest;
  return spec.rehearsals.length === 0 ? (
    <Typography variant="body2">{t('train.plan.noRehearsals')}</Typography>
  ) : (
    <ul className={classes.list}>
      {spec.rehearsals.map(rehearsal => (
        <li key={rehearsal.id} className={classes.item}>
          <Rehearsal planned={rehearsal} />
        </li>
      ))}
    </ul>
  );
}

function Rehearsal({ planned }: { planned: TrainRehearsal }) {
  const t = useText();
  const classes = useStyles();
  const { detail } = useTrainPage();
  const { train } = detail;
  const done = train.rehearsals.find(({ id }) => id === planned.id);
  const due = milestoneAt(
    { at: planned.due },
    train.plan.departure,
    trainCalendar(train.manifest.spec),
  );
  const changed = train.plan.products.filter(
    ({ id, release }) =>
      done?.releases[id] !== undefined && done.releases[id] !== release,
  );
  const steps = stepsDigests(train.manifest);
  const changedSteps = train.plan.products.filter(
    ({ id }) => done?.steps?.[id] !== undefined && done.steps[id] !== steps[id],
  );
  return (
    <>
      <strong>{planned.title}</strong>{' '}
      <RehearsalChip status={done?.status ?? 'open'} />
      <div className={classes.quiet}>
        {t('train.plan.environment', { environment: planned.environment })}
        {planned.segment && (
          <>
            , <SegmentText segment={planned.segment} />
          </>
        )}
        , {t('train.plan.due')} <RelativeTime at={due} />
      </div>
      {done?.finishedAt && (
        <div>
          <EntityName entityRef={done.by} />{' '}
          <RelativeTime at={done.finishedAt} />
          {done.durationMs !== undefined &&
            `, ${t('train.plan.took', {
              time: durationText(t, done.durationMs),
            })}`}
          ,{' '}
          {done.rollback
            ? t('train.plan.rollbackYes')
            : t('train.plan.rollbackNo')}
          {done.notes && <UntrustedMarkdown content={done.notes} />}
          <EvidenceLinks runId={detail.id} links={done.evidence} />
        </div>
      )}
      {changed.length > 0 && (
        <div>
          {t('train.plan.otherRelease', {
            products: changed.map(({ id }) => titleOf(detail, id)).join(', '),
          })}
        </div>
      )}
      {changedSteps.length > 0 && (
        <div>
          {t('train.plan.otherSteps', {
            products: changedSteps
              .map(({ id }) => titleOf(detail, id))
              .join(', '),
          })}
        </div>
      )}
      <RehearsalButton planned={planned} running={done?.status === 'running'} />
    </>
  );
}

function RehearsalButton(props: { planned: TrainRehearsal; running: boolean }) {
  const { planned, running } = props;
  const t = useText();
  const { send } = useTrainPage();
  const whyNot = useWhyEnded();
  const [, ...link] = useEvidenceFields();
  return running ? (
    <CommandButton
      size="small"
      variant="outlined"
      label={t('train.plan.finish')}
      whyNot={whyNot}
      done={t('train.plan.finished')}
      ask={{
        title: t('train.plan.finishTitle', { title: planned.title }),
        consequences: planned.rollback ? [t('train.plan.rollbackAsked')] : [],
        fields: [
          {
            name: 'result',
            label: t('train.plan.result'),
            kind: 'select',
            initial: 'passed',
            options: (['passed', 'failed'] as const).map(value => ({
              value,
              label: t(`train.plan.${value}`),
            })),
          },
          {
            name: 'rollback',
            label: t('train.plan.rollbackDone'),
            kind: 'check',
          },
          { name: 'notes', label: t('train.plan.notes'), kind: 'long' },
          ...link,
        ],
      }}
      perform={values =>
        send.train({
          type: 'finishRehearsal',
          rehearsal: planned.id,
          result: values.result === 'failed' ? 'failed' : 'passed',
          rollback: values.rollback === 'true',
          evidence: evidenceOf(values),
          ...(values.notes && { notes: values.notes }),
        })
      }
    />
  ) : (
    <CommandButton
      size="small"
      variant="outlined"
      label={t('train.plan.start')}
      fullLabel={t('train.plan.startOf', { title: planned.title })}
      whyNot={whyNot}
      done={t('train.plan.started')}
      perform={() =>
        send.train({ type: 'startRehearsal', rehearsal: planned.id })
      }
    />
  );
}
