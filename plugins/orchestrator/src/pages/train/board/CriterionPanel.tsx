import {
  productChecks,
  tickItems,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { CommandButton } from '../../../components/dialogs';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { Checklist } from './Checklist';
import { CriterionEvidence, CriterionStanding } from './CriterionEvidence';
import { CriterionHistory } from './CriterionHistory';
import { CriterionSignOffs } from './CriterionSignOffs';
import type { FoundCriterion } from './findCriterion';
import { VerdictSection } from './VerdictSection';
import { WaiverSection } from './WaiverSection';

/** One criterion of one product: what was found, what it was read from, and what people can do about it. */
export function CriterionPanel({ found }: { found: FoundCriterion }) {
  const t = useText();
  const { detail, send } = useTrainPage();
  const { cell, asked, state, part, gate, criterion, used } = found;
  const items = tickItems(asked, productChecks(detail.train, part));
  const collected = items === undefined && cell.kind !== 'signOff';
  const whyNot = used ? t('train.board.used') : undefined;
  return (
    <>
      <Typography variant="h5" component="h3">
        {cell.title}
      </Typography>
      <CriterionStanding found={found} />
      {used && <Alert severity="info">{t('train.board.used')}</Alert>}
      {collected && (
        <CommandButton
          label={t('train.board.refresh')}
          variant="outlined"
          size="small"
          whyNot={whyNot}
          done={t('train.board.refreshed')}
          perform={() =>
            send.criterion(part, { type: 'refresh', gate, criterion })
          }
        />
      )}
      <CriterionEvidence found={found} />
      {items && items.length > 0 && (
        <Checklist found={found} items={items} whyNot={whyNot} />
      )}
      {asked.signOff && <CriterionSignOffs found={found} whyNot={whyNot} />}
      {(cell.status === 'inconclusive' || state.verdict) && (
        <VerdictSection found={found} whyNot={whyNot} />
      )}
      <WaiverSection found={found} whyNot={whyNot} />
      <CriterionHistory found={found} />
    </>
  );
}
