import {
  productChecks,
  tickItems,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { stringify } from 'yaml';
import { CommandButton } from '../../../components/dialogs';
import { Disclosure } from '../../../components/Disclosure';
import { EvidenceLinks } from '../../../components/EvidenceLinks';
import { RelativeTime } from '../../../components/RelativeTime';
import { SourceText } from '../../../components/SourceText';
import { CriticalityChip, StandingChip } from '../../../components/states';
import { quietColor } from '../../../components/states/tones';
import { ReasonText } from '../../../components/ReasonText';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { Checklist } from './Checklist';
import { CriterionHistory } from './CriterionHistory';
import { CriterionSignOffs } from './CriterionSignOffs';
import { Figures } from './Figures';
import type { FoundCriterion } from './findCriterion';
import { VerdictSection } from './VerdictSection';
import { WaiverSection } from './WaiverSection';

const useStyles = makeStyles(
  theme => ({
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(1),
      marginBottom: theme.spacing(1),
      overflowWrap: 'anywhere',
    },
    quiet: { color: quietColor(theme) },
    section: { marginTop: theme.spacing(3) },
  }),
  { name: 'OrchestratorCriterionPanel' },
);

/** One criterion of one product: what was found, what it was read from, and what people can do about it. */
export function CriterionPanel({ found }: { found: FoundCriterion }) {
  const t = useText();
  const classes = useStyles();
  const { detail, send } = useTrainPage();
  const { cell, asked, state, part, gate, criterion, used } = found;
  const items = tickItems(asked, productChecks(detail.train, part));
  const collected = items === undefined && cell.kind !== 'signOff';
  const whyNot = used ? t('train.board.used') : undefined;
  const settings = stringify({ [cell.kind]: asked[cell.kind] });
  return (
    <>
      <Typography variant="h5" component="h3">
        {cell.title}
      </Typography>
      <div className={classes.head}>
        {found.product ?? t('train.board.wholeTrain')}
        {found.product && <CriticalityChip criticality={found.criticality} />}
        <StandingChip status={cell.status} />
        {cell.blocks && <strong>{t('train.board.blocks')}</strong>}
      </div>
      <Typography gutterBottom>
        <ReasonText text={cell.summary} />
      </Typography>
      <Typography variant="body2" className={classes.quiet} component="p">
        {t(`trainState.kind.${cell.kind}`)}
        {' · '}
        {cell.at === undefined ? (
          t('train.board.neverChecked')
        ) : (
          <>
            {t('train.board.checked')} <RelativeTime at={cell.at} />
          </>
        )}
        {cell.validUntil !== undefined && (
          <>
            {' · '}
            {t('train.board.validUntil')} <RelativeTime at={cell.validUntil} />
          </>
        )}
      </Typography>
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
      <section
        className={classes.section}
        aria-label={t('train.board.evidence')}
      >
        <Typography variant="h6" component="h4">
          {t('train.board.evidence')}
        </Typography>
        {cell.evidence.length === 0 && (
          <Typography variant="body2">{t('train.board.noEvidence')}</Typography>
        )}
        <EvidenceLinks runId={detail.id} links={cell.evidence} />
        {state.result?.measured && (
          <Disclosure label={t('train.board.measured')} startOpen>
            <Figures
              measured={state.result.measured}
              label={t('train.board.measured')}
            />
          </Disclosure>
        )}
        {state.result?.facts !== undefined && (
          <Disclosure label={t('train.board.facts')} startOpen>
            <SourceText
              label={t('train.board.facts')}
              text={stringify(state.result.facts)}
            />
          </Disclosure>
        )}
        <Disclosure label={t('train.board.asks')}>
          <SourceText label={t('train.board.asks')} text={settings} />
        </Disclosure>
      </section>
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
