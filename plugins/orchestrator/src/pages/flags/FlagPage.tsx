import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import type {
  FlagDetail,
  FlagVerdict,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useParams } from 'react-router-dom';
import { EntityName, EntityNameOrText } from '../../components/EntityName';
import { LiveIndicator } from '../../components/LiveIndicator';
import { PageHeading } from '../../components/PageHeading';
import { QueryView } from '../../components/QueryView';
import { RelativeTime } from '../../components/RelativeTime';
import { useFlag } from '../../data';
import { useText } from '../../translation';
import { EvaluateFlag } from './EvaluateFlag';
import { FlagActions } from './FlagActions';
import { FlagChip } from './FlagChip';
import { FlagHistory } from './FlagHistory';
import { FlagRules } from './FlagRules';
import { FlagSchedule } from './FlagSchedule';
import { FlagVariants } from './FlagVariants';

/** What is this flag, who gets what, and how to stop it at once. */
export function FlagPage() {
  const { flagKey = '' } = useParams();
  const query = useFlag(flagKey);
  const flag = query.value;
  return (
    <>
      <PageHeading
        title={flag?.title ?? flagKey}
        aside={
          <>
            {flag && <FlagChip flag={flag} />}
            <LiveIndicator query={query} />
          </>
        }
        actions={flag && <FlagActions flag={flag} changed={query.set} />}
      />
      <QueryView query={query}>{value => <Flag flag={value} />}</QueryView>
    </>
  );
}

function Flag({ flag }: { flag: FlagDetail }) {
  const t = useText();
  return (
    <>
      {flag.killed && (
        <Verdict
          severity="error"
          word={t('flags.killedBy')}
          verdict={flag.killed}
        />
      )}
      {flag.archived && (
        <Verdict
          severity="info"
          word={t('flags.archivedBy')}
          verdict={flag.archived}
        />
      )}
      <Typography variant="body2" paragraph>
        <code>{flag.key}</code> · {t(`flags.type.${flag.type}`)}
        {flag.entity !== undefined && (
          <>
            {' · '}
            {t('flags.belongsTo')} <EntityName entityRef={flag.entity} />
          </>
        )}
      </Typography>
      {flag.description !== '' && (
        <Typography variant="body1" paragraph>
          {flag.description}
        </Typography>
      )}
      {flag.tried && (
        <Typography variant="body2" paragraph>
          {t('flags.lastTrial', { ms: String(flag.tried.killedWithinMs) })}{' '}
          <RelativeTime at={flag.tried.at} />.
          {flag.tried.changedAt !== undefined && (
            <>
              {' '}
              <strong>{t('flags.trialOutdated')}</strong>{' '}
              <RelativeTime at={flag.tried.changedAt} />.
            </>
          )}
        </Typography>
      )}
      <FlagVariants flag={flag} />
      <FlagRules flag={flag} />
      <FlagSchedule flag={flag} />
      <EvaluateFlag flag={flag} />
      <FlagHistory flag={flag} />
    </>
  );
}

function Verdict(props: {
  severity: 'error' | 'info';
  word: string;
  verdict: FlagVerdict;
}) {
  const { severity, word, verdict } = props;
  return (
    <Alert severity={severity} style={{ marginBottom: 16 }}>
      {word} <EntityNameOrText text={verdict.by} />,{' '}
      <RelativeTime at={verdict.at} />: {verdict.reason}
    </Alert>
  );
}
