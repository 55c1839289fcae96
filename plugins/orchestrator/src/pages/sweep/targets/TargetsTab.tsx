import { EmptyState } from '@backstage/core-components';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import type {
  RunDetail,
  TargetSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { FailedToLoad, Loading } from '../../../components/QueryView';
import { useTargets, useUrlFilters } from '../../../data';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';
import { TargetDrawer } from '../../target';
import { Batches } from './Batches';
import { SelectionBar } from './SelectionBar';
import { TargetsFilters } from './TargetsFilters';
import { TargetsTable } from './TargetsTable';
import { useForecast } from './useForecast';
import { TARGET_FILTER_NAMES, useTargetFilters } from './useTargetFilters';

const useStyles = makeStyles(
  theme => ({
    layout: {
      display: 'grid',
      gap: theme.spacing(3),
      gridTemplateColumns: 'minmax(0, 1fr)',
      [theme.breakpoints.up('lg')]: {
        gridTemplateColumns: '17rem minmax(0, 1fr)',
      },
    },
  }),
  { name: 'OrchestratorTargetsTab' },
);

/** Batches as steps on the left, targets on the right; a target opens in a panel over them. */
export function TargetsTab(props: {
  run: RunDetail;
  targetId?: string;
  refreshRun: () => void;
}) {
  const { run, targetId, refreshRun } = props;
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const navigate = useNavigate();
  const { search } = useLocation();
  const { clear } = useUrlFilters();
  const filters = useTargetFilters();
  const targets = useTargets(run.id, filters);
  const [chosen, setChosen] = useState<ReadonlyMap<string, TargetSummary>>(
    new Map(),
  );
  // What was chosen under other filters is out of sight and must not be hit by a click.
  const filterKey = JSON.stringify(filters);
  useEffect(() => setChosen(new Map()), [filterKey]);
  // The chosen ones as they are now, not as they were when they were ticked.
  const current = useMemo(() => {
    const byId = new Map(targets.items.map(target => [target.id, target]));
    return new Map([...chosen].map(([id, old]) => [id, byId.get(id) ?? old]));
  }, [chosen, targets.items]);

  const linkTo = useCallback(
    (id: string, panel?: string) =>
      `${paths.target(run.id, id)}${withPanel(search, panel)}`,
    [paths, run.id, search],
  );
  const filtered = Object.keys(filters).length > 0;
  const { refresh } = targets;
  const forecast = useForecast(run);
  // Rows that came before the forecast have no dates of their batches yet.
  useEffect(() => {
    if (forecast) {
      refresh();
    }
  }, [forecast, refresh]);
  const changed = useCallback(() => {
    setChosen(new Map());
    refresh();
    refreshRun();
  }, [refresh, refreshRun]);

  return (
    <div className={classes.layout}>
      <Batches run={run} forecast={forecast} />
      <div>
        <TargetsFilters run={run} />
        <SelectionBar
          run={run}
          chosen={current}
          onChanged={changed}
          onClear={() => setChosen(new Map())}
        />
        {targets.loading && <Loading lines={10} />}
        {targets.error && targets.items.length === 0 && (
          <FailedToLoad error={targets.error} retry={targets.refresh} />
        )}
        {!targets.loading && !targets.error && targets.items.length === 0 && (
          <EmptyState
            missing="content"
            title={
              filtered ? t('common.nothingMatches') : t('sweep.emptyTargets')
            }
            description={filtered ? undefined : t('sweep.emptyTargetsHint')}
            action={
              filtered ? (
                <Button
                  variant="outlined"
                  onClick={() => clear(...TARGET_FILTER_NAMES)}
                >
                  {t('common.clearFilters')}
                </Button>
              ) : undefined
            }
          />
        )}
        {targets.items.length > 0 && (
          <TargetsTable
            targets={targets}
            batches={run.batches}
            chosen={current}
            onChoose={setChosen}
            linkTo={linkTo}
            openId={targetId}
          />
        )}
      </div>
      <TargetDrawer
        runId={run.id}
        targetId={targetId}
        onClose={() => navigate(`${paths.sweep(run.id)}${withPanel(search)}`)}
      />
    </div>
  );
}

/** The query of the address with another part of the panel, or none; the filters stay. */
function withPanel(search: string, panel?: string): string {
  const values = new URLSearchParams(search);
  values.delete('panel');
  if (panel !== undefined) {
    values.set('panel', panel);
  }
  const text = values.toString();
  return text === '' ? '' : `?${text}`;
}
