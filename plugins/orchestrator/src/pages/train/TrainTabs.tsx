import { makeStyles } from '@material-ui/core/styles';
import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import type { ReactNode } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { useTabStyles } from '../../components/useTabStyles';
import type { TrainDetail } from '../../data';
import { TRAIN_TABS, useOrchestratorPaths, type TrainTab } from '../../routes';
import { useText, type Text } from '../../translation';

const useStyles = makeStyles(
  theme => ({
    panel: { paddingTop: theme.spacing(2) },
    tabs: { '@media print': { display: 'none' } },
  }),
  { name: 'OrchestratorTrainTabs' },
);

/** The tabs of a train and what the chosen one shows. */
export function TrainTabs(props: {
  detail: TrainDetail;
  tab?: TrainTab;
  children: ReactNode;
}) {
  const { detail, tab, children } = props;
  const t = useText();
  const classes = useStyles();
  const tabs = useTabStyles();
  const paths = useOrchestratorPaths();
  return (
    <>
      <Tabs
        className={classes.tabs}
        value={tab ?? false}
        variant="scrollable"
        scrollButtons="auto"
        indicatorColor="primary"
        aria-label={t('train.tabs')}
      >
        {TRAIN_TABS.map(name => (
          <Tab
            key={name}
            className={tabs.tab}
            value={name}
            id={`orchestrator-tab-${name}`}
            aria-controls={name === tab ? 'orchestrator-tab-panel' : undefined}
            label={labelOf(t, name, detail)}
            component={RouterLink}
            to={paths.train(detail.id, name)}
          />
        ))}
      </Tabs>
      <div
        role="tabpanel"
        id="orchestrator-tab-panel"
        aria-labelledby={tab && `orchestrator-tab-${tab}`}
        className={classes.panel}
      >
        {children}
      </div>
    </>
  );
}

function labelOf(t: Text, name: TrainTab, detail: TrainDetail): string {
  const undecided = detail.gates.filter(({ status }) => status === 'open');
  if (name === 'board' && undecided.length > 0) {
    return t('train.tab.boardCount', { count: undecided.length });
  }
  return name === 'incidents' && detail.openIncidents > 0
    ? t('train.tab.incidentsCount', { count: detail.openIncidents })
    : t(`train.tab.${name}`);
}
