import { Link } from '@backstage/core-components';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  GateResult,
  ReportTarget,
  RunDetail,
  SweepManifest,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { EntityName } from '../../../components/EntityName';
import { GateChip } from '../../../components/states';
import { useUrlFilters } from '../../../data';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';

/** Results of a gate, the good one first. */
export const GATE_RESULTS: GateResult['result'][] = [
  'passed',
  'failed',
  'failedBefore',
  'error',
  'skipped',
];

const useStyles = makeStyles(
  theme => ({
    root: { marginTop: theme.spacing(2) },
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      alignItems: 'center',
    },
    list: { columns: '20rem', paddingLeft: theme.spacing(2.5) },
  }),
  { name: 'OrchestratorGateRows' },
);

/** The targets behind a number of the table of gates: those that the address asks for. */
export function GateRows(props: { run: RunDetail; targets: ReportTarget[] }) {
  const { run, targets } = props;
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const { one, clear } = useUrlFilters();
  const id = one('gate');
  const result = GATE_RESULTS.find(known => known === one('result'));
  const gate = (run.manifest as unknown as SweepManifest).spec.gates.find(
    candidate => candidate.id === id,
  );
  if (!gate || !result) {
    return null;
  }
  const rows = targets.filter(target =>
    target.gates.some(item => item.gate === gate.id && item.result === result),
  );
  return (
    <section
      className={classes.root}
      aria-label={t('sweep.gates.rows', { gate: gate.title ?? gate.id })}
    >
      <div className={classes.head}>
        <Typography variant="subtitle1" component="h4">
          {t('sweep.gates.rows', { gate: gate.title ?? gate.id })}
        </Typography>
        <GateChip result={result} />
        <Button size="small" onClick={() => clear('gate', 'result')}>
          {t('common.close')}
        </Button>
      </div>
      <ul className={classes.list}>
        {rows.map(target => (
          <li key={target.id}>
            <Link to={paths.target(run.id, target.id, { panel: 'gates' })}>
              {target.title}
            </Link>{' '}
            (<EntityName entityRef={target.owner} />)
          </li>
        ))}
      </ul>
    </section>
  );
}
