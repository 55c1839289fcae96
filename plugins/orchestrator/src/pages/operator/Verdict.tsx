import MuiLink from '@material-ui/core/Link';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import {
  assessEngine,
  type EngineFinding,
  type EngineLevel,
  type WorkStats,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { relativeTime, useLanguage } from '../../components/RelativeTime';
import { useText } from '../../translation';
import { anchorOf, type SectionName } from './Section';

const SEVERITY: Record<EngineLevel, 'success' | 'warning' | 'error'> = {
  well: 'success',
  attention: 'warning',
  broken: 'error',
};

/** Where the evidence of a finding stands; what only the database knows has none. */
const EVIDENCE: Partial<Record<EngineFinding['code'], SectionName>> = {
  noWorkers: 'workers',
  laneUnserved: 'workers',
  workersSilent: 'workers',
  mixedVersions: 'workers',
  queueStuck: 'queues',
  queueSlow: 'queues',
  outboxStuck: 'outbox',
  timersLate: 'timers',
  deadLetters: 'deadLetters',
  trainDeadLetters: 'deadLetters',
};

const useStyles = makeStyles(
  theme => ({
    root: { marginBottom: theme.spacing(2) },
    list: { margin: 0, paddingLeft: theme.spacing(2.5) },
    link: { color: 'inherit', textDecoration: 'underline' },
  }),
  { name: 'OrchestratorOperatorVerdict' },
);

/** The answer to the page's question, with each reason as a link to its evidence. */
export function Verdict({ work }: { work: WorkStats }) {
  const t = useText();
  const classes = useStyles();
  const language = useLanguage();
  const { level, findings } = assessEngine(work);
  const worth = findings.length;
  return (
    <section aria-label={t('operator.verdict.label')} className={classes.root}>
      <Alert severity={SEVERITY[level]} role="status">
        <Typography variant="subtitle1" component="p">
          {level === 'attention'
            ? t('operator.verdict.attention', { count: worth })
            : t(`operator.verdict.${level}`)}
        </Typography>
        {findings.length > 0 && (
          <ul className={classes.list}>
            {findings.map(({ code, count, since = work.at }) => (
              <li key={`${code} ${since}`}>
                <Reason section={EVIDENCE[code]}>
                  {t(`operator.finding.${code}`, {
                    count,
                    since: relativeTime(
                      Date.parse(since),
                      Date.parse(work.at),
                      language,
                    ),
                  })}
                </Reason>
              </li>
            ))}
          </ul>
        )}
      </Alert>
    </section>
  );
}

function Reason(props: { section?: SectionName; children: string }) {
  const { section, children } = props;
  const classes = useStyles();
  return section ? (
    <MuiLink href={anchorOf(section)} className={classes.link}>
      {children}
    </MuiLink>
  ) : (
    <>{children}</>
  );
}
