import { EmptyState } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import type { ReactNode } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { useText } from '../translation';
import { useTabStyles } from './useTabStyles';

const useStyles = makeStyles(
  theme => ({
    panel: { paddingTop: theme.spacing(2) },
    tabs: { '@media print': { display: 'none' } },
  }),
  { name: 'OrchestratorRunTabs' },
);

/**
 * The tabs of a sweep or a train, each with an address of its own, and what the chosen one shows.
 *
 * @param props - `tab` is undefined where the address names none of them; the page says so then
 */
export function RunTabs<T extends string>(props: {
  label: string;
  tabs: readonly T[];
  tab: T | undefined;
  labelOf: (tab: T) => string;
  pathOf: (tab: T) => string;
  children: (tab: T) => ReactNode;
}) {
  const { label, tabs, tab, labelOf, pathOf, children } = props;
  const t = useText();
  const classes = useStyles();
  const styles = useTabStyles();
  return (
    <>
      <Tabs
        className={classes.tabs}
        value={tab ?? false}
        variant="scrollable"
        scrollButtons="auto"
        indicatorColor="primary"
        aria-label={label}
      >
        {tabs.map(name => (
          <Tab
            key={name}
            className={styles.tab}
            value={name}
            id={`orchestrator-tab-${name}`}
            aria-controls={name === tab ? 'orchestrator-tab-panel' : undefined}
            label={labelOf(name)}
            component={RouterLink}
            to={pathOf(name)}
          />
        ))}
      </Tabs>
      <div
        role="tabpanel"
        id="orchestrator-tab-panel"
        aria-labelledby={tab && `orchestrator-tab-${tab}`}
        className={classes.panel}
      >
        {tab === undefined ? (
          <EmptyState
            missing="content"
            title={t('common.notFound')}
            description={t('common.notFoundHint')}
          />
        ) : (
          children(tab)
        )}
      </div>
    </>
  );
}
