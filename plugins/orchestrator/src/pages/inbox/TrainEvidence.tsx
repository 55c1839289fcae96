import Typography from '@material-ui/core/Typography';
import {
  TRAIN_PART,
  type TrainInboxItem,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { ComponentType } from 'react';
import { ReasonText } from '../../components/ReasonText';
import { UntrustedMarkdown } from '../../components/UntrustedMarkdown';
import { useTrainMetrics } from '../../data';
import { useText } from '../../translation';
import {
  ChecklistItem,
  CriterionEvidence,
  CriterionStanding,
  Findings,
  SignOffList,
} from '../train/board';
import { Message as MessageText } from '../train/communications';
import { FollowUpFacts } from '../train/report';
import { runbookOf } from '../train/runbook';
import { titleOf, useTrainPage } from '../train/TrainContext';
import { WaveAnalysisView } from '../train/waves';
import { checkOf, criterionOf, messageOf, stepOf } from './asked';

type Shown = ComponentType<{ item: TrainInboxItem }>;

/** What is shown of each kind of question, for an answer to it. */
const EVIDENCE: Record<TrainInboxItem['kind'], Shown> = {
  gate: Gate,
  signOff: SignOff,
  checklist: Check,
  verdict: Verdict,
  readiness: Summary,
  communication: Message,
  manualStep: ManualStep,
  help: Summary,
  followUp: FollowUp,
};

/** What is known of what an item asks, as the pages of its train show it, without their buttons. */
export function TrainEvidence({ item }: { item: TrainInboxItem }) {
  const Kind = EVIDENCE[item.kind];
  return <Kind item={item} />;
}

function Gate({ item }: { item: TrainInboxItem }) {
  const t = useText();
  const { detail } = useTrainPage();
  const gate = detail.board.find(({ id }) => id === item.gate);
  const state = detail.gateStates.find(({ id }) => id === item.gate);
  return gate && state ? (
    <>
      <Findings
        findings={gate.parts.flatMap(({ part, cells }) =>
          cells.map(cell => ({
            who:
              part === TRAIN_PART
                ? t('train.board.wholeTrain')
                : titleOf(detail, part),
            cell,
          })),
        )}
      />
      <SignOffList signOffs={state.signOffs} digest={gate.digest} />
    </>
  ) : (
    <NotThere />
  );
}

function SignOff({ item }: { item: TrainInboxItem }) {
  const { detail } = useTrainPage();
  const found = criterionOf(detail, item);
  const cells =
    detail.board
      .find(({ id }) => id === item.gate)
      ?.parts.find(({ part }) => part === found?.part)?.cells ?? [];
  return found ? (
    <>
      <Findings
        findings={cells
          .filter(({ kind }) => kind !== 'signOff')
          .map(cell => ({ cell }))}
      />
      <SignOffList
        signOffs={found.state.signOffs}
        digest={found.subjectDigest}
      />
    </>
  ) : (
    <NotThere />
  );
}

function Check({ item }: { item: TrainInboxItem }) {
  const { detail } = useTrainPage();
  const found = criterionOf(detail, item);
  const check = checkOf(detail, item);
  return found && check ? (
    <ChecklistItem found={found} item={check} />
  ) : (
    <NotThere />
  );
}

function Verdict({ item }: { item: TrainInboxItem }) {
  const { detail } = useTrainPage();
  if (item.criterion === undefined) {
    return <WaveVerdict item={item} />;
  }
  const found = criterionOf(detail, item);
  return found ? (
    <>
      <CriterionStanding found={found} />
      <CriterionEvidence found={found} />
    </>
  ) : (
    <NotThere />
  );
}

function WaveVerdict({ item }: { item: TrainInboxItem }) {
  const { detail } = useTrainPage();
  const metrics = useTrainMetrics(detail.id, true);
  const wave = detail.train.waves.find(({ id }) => id === item.wave);
  const series = (metrics.value ?? []).filter(one => one.wave === item.wave);
  return wave ? (
    <>
      {!wave.during && !wave.after && <Summary item={item} />}
      {(['during', 'after'] as const).map(stage => (
        <WaveAnalysisView
          key={stage}
          stage={stage}
          analysis={wave[stage]}
          series={series.filter(one => one.stage === stage)}
        />
      ))}
    </>
  ) : (
    <NotThere />
  );
}

function Message({ item }: { item: TrainInboxItem }) {
  const message = messageOf(useTrainPage().detail, item);
  return message ? <MessageText {...message} /> : <NotThere />;
}

function ManualStep({ item }: { item: TrainInboxItem }) {
  const { detail } = useTrainPage();
  const found = stepOf(detail, item);
  const product = detail.train.manifest.spec.products.find(
    ({ id }) => id === item.product,
  );
  if (!found || !product) {
    return <NotThere />;
  }
  const { items = [] } =
    runbookOf(found.activation, product, item.subject) ?? {};
  return (
    <>
      <Summary item={item} />
      {items
        .filter(({ instructions }) => instructions !== '')
        .map(({ id, instructions }) => (
          <UntrustedMarkdown key={id} content={instructions} />
        ))}
    </>
  );
}

function FollowUp({ item }: { item: TrainInboxItem }) {
  const followUp = useTrainPage().detail.train.followUps.find(
    ({ id }) => id === item.subject,
  );
  return followUp ? (
    <Typography variant="body2">
      <FollowUpFacts followUp={followUp} />
    </Typography>
  ) : (
    <NotThere />
  );
}

function Summary({ item }: { item: TrainInboxItem }) {
  return (
    <Typography variant="body2">
      <ReasonText text={item.summary} />
    </Typography>
  );
}

/** The plan has changed since the item was listed. */
function NotThere() {
  const t = useText();
  return (
    <Typography variant="body2">
      {t('inbox.train.notThere')}. {t('inbox.train.notThereHint')}
    </Typography>
  );
}
