import { EmptyState } from '@backstage/core-components';
import {
  TRAIN_PART,
  type TrainInboxItem,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { CommandButton } from '../../components/dialogs';
import { useText } from '../../translation';
import { CriterionPanel, findCriterion, GatePanel } from '../train/board';
import { Communication } from '../train/communications';
import { ReadinessButtons } from '../train/plan';
import { FollowUp } from '../train/report';
import { useTrainPage } from '../train/TrainContext';
import { useTrainActions } from '../train/useTrainActions';
import { StepButtons } from '../train/waves';

/** What an item asks, with its evidence and its answers, as the pages of its train show it. */
export function TrainAnswer({ item }: { item: TrainInboxItem }) {
  switch (item.kind) {
    case 'readiness':
      return <Readiness item={item} />;
    case 'communication':
      return <Message item={item} />;
    case 'manualStep':
      return <ManualStep item={item} />;
    case 'followUp':
      return <FollowUpAnswer item={item} />;
    case 'gate':
      return <Gate item={item} />;
    case 'verdict':
      return item.criterion === undefined ? (
        <WaveVerdict />
      ) : (
        <Criterion item={item} />
      );
    default:
      return <Criterion item={item} />;
  }
}

function Gate({ item }: { item: TrainInboxItem }) {
  const { detail } = useTrainPage();
  const gate = detail.board.find(({ id }) => id === item.gate);
  return gate ? <GatePanel gate={gate} /> : <NotThere />;
}

function Criterion({ item }: { item: TrainInboxItem }) {
  const { detail } = useTrainPage();
  const { product: part = TRAIN_PART, gate = '', criterion = '' } = item;
  const found = findCriterion(detail, { part, gate, criterion });
  return found ? <CriterionPanel found={found} /> : <NotThere />;
}

function WaveVerdict() {
  const action = useTrainActions().find(({ name }) => name === 'giveVerdict');
  if (!action) {
    return <NotThere />;
  }
  const { name, ...button } = action;
  return <CommandButton variant="contained" color="primary" {...button} />;
}

function Readiness({ item }: { item: TrainInboxItem }) {
  const { detail } = useTrainPage();
  const milestone = detail.train.plan.milestones.find(
    ({ id }) => id === item.subject,
  );
  return milestone && item.product !== undefined ? (
    <ReadinessButtons product={item.product} milestone={milestone} />
  ) : (
    <NotThere />
  );
}

function Message({ item }: { item: TrainInboxItem }) {
  const { manifest, communications } = useTrainPage().detail.train;
  const planned = manifest.spec.communications.find(
    ({ id }) => id === item.subject,
  );
  const state = communications.find(({ id }) => id === item.subject);
  return planned && state ? (
    <Communication planned={planned} state={state} />
  ) : (
    <NotThere />
  );
}

function FollowUpAnswer({ item }: { item: TrainInboxItem }) {
  const { followUps } = useTrainPage().detail.train;
  const followUp = followUps.find(({ id }) => id === item.subject);
  return followUp ? <FollowUp followUp={followUp} /> : <NotThere />;
}

function ManualStep({ item }: { item: TrainInboxItem }) {
  const { wave = '', product = '', subject } = item;
  const activation = useTrainPage()
    .detail.productStates.find(({ id }) => id === product)
    ?.activations.find(one => one.wave === wave);
  const step = activation?.steps.find(({ id }) => id === subject);
  return activation && step ? (
    <StepButtons
      wave={wave}
      product={product}
      step={step}
      activation={activation}
    />
  ) : (
    <NotThere />
  );
}

/** The plan has changed since the item was listed. */
function NotThere() {
  const t = useText();
  return (
    <EmptyState
      missing="content"
      title={t('inbox.train.notThere')}
      description={t('inbox.train.notThereHint')}
    />
  );
}
