import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { stringify } from 'yaml';
import { Disclosure } from '../../../components/Disclosure';
import { EvidenceLinks } from '../../../components/EvidenceLinks';
import { ReasonText } from '../../../components/ReasonText';
import { RelativeTime } from '../../../components/RelativeTime';
import { SourceText } from '../../../components/SourceText';
import { CriticalityChip, StandingChip } from '../../../components/states';
import { quietColor } from '../../../components/states/tones';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { Figures } from './Figures';
import type { FoundCriterion } from './findCriterion';

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
  { name: 'OrchestratorCriterionEvidence' },
);

/** How a criterion stands for a product, in words, and since when that is known. */
export function CriterionStanding({ found }: { found: FoundCriterion }) {
  const t = useText();
  const classes = useStyles();
  const { cell } = found;
  return (
    <>
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
    </>
  );
}

/** What a criterion was judged by: links, figures, facts, and what it asks. */
export function CriterionEvidence({ found }: { found: FoundCriterion }) {
  const t = useText();
  const classes = useStyles();
  const { detail } = useTrainPage();
  const { cell, asked, state } = found;
  const settings = stringify({ [cell.kind]: asked[cell.kind] });
  return (
    <section className={classes.section} aria-label={t('train.board.evidence')}>
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
  );
}
