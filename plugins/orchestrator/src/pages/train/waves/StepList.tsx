import { makeStyles } from '@material-ui/core/styles';
import {
  parseDuration,
  type ActivationState,
  type StepState,
  type WorkflowRun,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { durationText } from '../../../components/durationText';
import { EntityName } from '../../../components/EntityName';
import { RelativeTime } from '../../../components/RelativeTime';
import { SafeLink } from '../../../components/SafeLink';
import { StepChip } from '../../../components/states';
import { quietColor } from '../../../components/states/tones';
import { ReasonText } from '../../../components/ReasonText';
import { useText } from '../../../translation';
import { titleOf, useTrainPage } from '../TrainContext';
import { WaitsForWorker } from '../WaitsForWorker';
import { StepButtons } from './StepButtons';

const useStyles = makeStyles(
  theme => ({
    list: { margin: 0, paddingLeft: theme.spacing(3) },
    item: { padding: theme.spacing(0.5, 0), overflowWrap: 'anywhere' },
    quiet: { color: quietColor(theme) },
    failure: {
      color:
        theme.palette.error[theme.palette.type === 'dark' ? 'light' : 'dark'],
    },
  }),
  { name: 'OrchestratorStepList' },
);

/** The steps of a product in a wave: where each stands, how often it failed, and what a person can do. */
export function StepList(props: {
  wave: string;
  product: string;
  activation: ActivationState;
}) {
  const { wave, product, activation } = props;
  const t = useText();
  const classes = useStyles();
  const { detail } = useTrainPage();
  return (
    <ol
      className={classes.list}
      aria-label={t('train.waves.stepsOf', {
        product: titleOf(detail, product),
      })}
    >
      {activation.steps.map(step => (
        <li key={step.id} className={classes.item}>
          {step.title}{' '}
          <span className={classes.quiet}>
            ({t(`trainState.stepKind.${step.kind}`)})
          </span>{' '}
          <StepChip status={step.status} />
          <StepFacts step={step} />
          <WaitsForWorker workId={step.workId} />
          <StepWorkflow workflow={step.workflow} />
          <Overdue product={product} step={step} activation={activation} />
          <StepButtons
            wave={wave}
            product={product}
            step={step}
            activation={activation}
          />
        </li>
      ))}
      {activation.cancels?.map(({ step, workId, workflow, outcome }) => (
        <li key={workId} className={classes.item}>
          {t(`train.waves.cancel.${outcome ?? 'underWay'}`, { step })}{' '}
          <WorkflowLink workflow={workflow} />
        </li>
      ))}
    </ol>
  );
}

/** What a step has started at a code host, and how that ended there. */
function StepWorkflow({ workflow }: Pick<StepState, 'workflow'>) {
  const t = useText();
  const classes = useStyles();
  return workflow ? (
    <div className={classes.quiet}>
      <WorkflowLink workflow={workflow} />{' '}
      {workflow.conclusion ??
        t(`train.waves.workflow.${workflow.run ? 'running' : 'requested'}`)}
    </div>
  ) : null;
}

/** The run; as long as that is not known, its repository. */
function WorkflowLink({ workflow }: { workflow: WorkflowRun }) {
  return (
    <SafeLink to={workflow.run?.url ?? workflow.repository} underline="always">
      {workflow.workflow} ({workflow.ref})
    </SafeLink>
  );
}

/** A step by hand that takes longer than planned: it is said, and nothing else follows. */
function Overdue(props: {
  product: string;
  step: StepState;
  activation: ActivationState;
}) {
  const { product, step, activation } = props;
  const t = useText();
  const classes = useStyles();
  const { detail } = useTrainPage();
  const { activation: steps = [], rollback = [] } =
    detail.train.manifest.spec.products.find(({ id }) => id === product) ?? {};
  const planned = (activation.direction === 'activate' ? steps : rollback).find(
    ({ id }) => id === step.id,
  );
  if (
    step.kind !== 'manual' ||
    step.status !== 'running' ||
    step.startedAt === undefined ||
    planned === undefined
  ) {
    return null;
  }
  const overMs =
    Date.parse(detail.now) -
    Date.parse(step.startedAt) -
    parseDuration(planned.timeout);
  return overMs > 0 ? (
    <div className={classes.failure}>
      {t('train.waves.overdue', { time: durationText(t, overMs) })}
    </div>
  ) : null;
}

function StepFacts({ step }: { step: StepState }) {
  const t = useText();
  const classes = useStyles();
  const { attemptsUsed, settledBy, note } = step;
  return (
    <div className={classes.quiet}>
      {attemptsUsed > 0 && (
        <span>{t('train.waves.attempts', { count: attemptsUsed })} </span>
      )}
      <Trouble step={step} />
      {settledBy && (
        <span>
          {t('train.waves.settledBy')} <EntityName entityRef={settledBy} />{' '}
        </span>
      )}
      {note && <span>{note}</span>}
    </div>
  );
}

/** What went wrong with a step, or what it waits for, and when it goes on. */
function Trouble({ step }: { step: StepState }) {
  const { failure, retryAt, status, workflow } = step;
  const t = useText();
  const classes = useStyles();
  const { detail } = useTrainPage();
  const waits = failure?.class === 'rateLimited';
  // A wait that is over says nothing of a workflow that goes on.
  const isOver =
    waits && workflow && retryAt !== undefined && retryAt <= detail.now;
  if (isOver) {
    return null;
  }
  return (
    <>
      {failure && status !== 'done' && (
        <span className={waits ? undefined : classes.failure}>
          <ReasonText text={failure.message} />{' '}
        </span>
      )}
      {retryAt && status === 'running' && (
        <span>
          {t(waits ? 'train.waves.turnAt' : 'train.waves.retryAt')}{' '}
          <RelativeTime at={retryAt} />{' '}
        </span>
      )}
    </>
  );
}
