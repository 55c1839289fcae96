import Drawer from '@material-ui/core/Drawer';
import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import CloseIcon from '@material-ui/icons/Close';
import { LiveIndicator } from '../../components/LiveIndicator';
import { PageRoot } from '../../components/PageRoot';
import { QueryView } from '../../components/QueryView';
import { Timeline } from '../../components/timeline';
import { useTabStyles } from '../../components/useTabStyles';
import { useTarget, useUrlFilters } from '../../data';
import { useText } from '../../translation';
import { TargetAttempts } from './TargetAttempts';
import { TargetDiff } from './TargetDiff';
import { TargetFacts } from './TargetFacts';
import { TargetGates } from './TargetGates';

const PANELS = ['diff', 'gates', 'attempts', 'timeline'] as const;

const useStyles = makeStyles(
  theme => ({
    paper: {
      display: 'block',
      width: 'min(100vw, 60rem)',
      maxWidth: '100vw',
      padding: theme.spacing(2),
      boxSizing: 'border-box',
    },
    top: {
      display: 'flex',
      justifyContent: 'space-between',
      alignItems: 'center',
    },
    panel: { paddingTop: theme.spacing(2) },
  }),
  { name: 'OrchestratorTargetDrawer' },
);

/** A target in a panel over the list: its facts, diff, gates, attempts and timeline. It has its own address. */
export function TargetDrawer(props: {
  runId: string;
  targetId?: string;
  onClose: () => void;
}) {
  const { runId, targetId, onClose } = props;
  const t = useText();
  const classes = useStyles();
  return (
    <Drawer
      anchor="right"
      open={targetId !== undefined}
      onClose={onClose}
      transitionDuration={0}
      classes={{ paper: classes.paper }}
      PaperProps={
        {
          role: 'dialog',
          'aria-modal': true,
          'aria-label': t('target.panel'),
        } as object
      }
    >
      {targetId !== undefined && (
        <TargetPanel
          key={targetId}
          runId={runId}
          targetId={targetId}
          onClose={onClose}
        />
      )}
    </Drawer>
  );
}

function TargetPanel(props: {
  runId: string;
  targetId: string;
  onClose: () => void;
}) {
  const { runId, targetId, onClose } = props;
  const t = useText();
  const classes = useStyles();
  const tabs = useTabStyles();
  const query = useTarget(runId, targetId);
  const { one, set } = useUrlFilters();
  const panel = PANELS.find(name => name === one('panel')) ?? 'diff';
  return (
    <PageRoot>
      <div className={classes.top}>
        <LiveIndicator query={query} />
        <IconButton aria-label={t('common.close')} onClick={onClose}>
          <CloseIcon />
        </IconButton>
      </div>
      <QueryView query={query} lines={8}>
        {target => (
          <>
            <TargetFacts target={target} />
            <Tabs
              value={panel}
              onChange={(_, next: (typeof PANELS)[number]) =>
                set({ panel: next === 'diff' ? undefined : next })
              }
              variant="scrollable"
              scrollButtons="auto"
              indicatorColor="primary"
              aria-label={t('target.parts')}
            >
              {PANELS.map(name => (
                <Tab
                  key={name}
                  className={tabs.tab}
                  value={name}
                  label={t(`target.part.${name}`)}
                  id={`orchestrator-panel-${name}`}
                />
              ))}
            </Tabs>
            <div
              role="tabpanel"
              aria-labelledby={`orchestrator-panel-${panel}`}
              className={classes.panel}
            >
              {panel === 'diff' && <TargetDiff target={target} />}
              {panel === 'gates' && <TargetGates target={target} />}
              {panel === 'attempts' && <TargetAttempts target={target} />}
              {panel === 'timeline' && (
                <Timeline runId={runId} targetId={targetId} />
              )}
            </div>
          </>
        )}
      </QueryView>
    </PageRoot>
  );
}
