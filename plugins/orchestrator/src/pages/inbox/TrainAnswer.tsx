import { EmptyState } from '@backstage/core-components';
import type { TrainInboxItem } from '@backstage-orchestrator/plugin-orchestrator-common';
import { CommandButton } from '../../components/dialogs';
import { useText } from '../../translation';
import { CriterionPanel, GatePanel } from '../train/board';
import { Communication } from '../train/communications';
import { ReadinessButtons } from '../train/plan';
import { FollowUp } from '../train/report';
import { useTrainPage } from '../train/TrainContext';
import { useTrainActions } from '../train/useTrainActions';
import { StepButtons } from '../train/waves';
import { criterionOf, messageOf, stepOf } from './asked';

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
  const found = criterionOf(detail, item);
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
  const message = messageOf(useTrainPage().detail, item);
  return message ? <Communication {...message} /> : <NotThere />;
}

function FollowUpAnswer({ item }: { item: TrainInboxItem }) {
  const { followUps } = useTrainPage().detail.train;
  const followUp = followUps.find(({ id }) => id === item.subject);
  return followUp ? <FollowUp followUp={followUp} /> : <NotThere />;
}

function ManualStep({ item }: { item: TrainInboxItem }) {
  const { wave = '', product = '' } = item;
  const found = stepOf(useTrainPage().detail, item);
  return found ? (
    <StepButtons wave={wave} product={product} {...found} />
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
