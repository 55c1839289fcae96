import { EmptyState, Link } from '@backstage/core-components';
import Box from '@material-ui/core/Box';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { useState } from 'react';
import { LiveIndicator } from '../components/LiveIndicator';
import { NewSweepButton } from '../components/NewSweepButton';
import { NumberLinks } from '../components/NumberLinks';
import { PageHeading } from '../components/PageHeading';
import { PageRoot } from '../components/PageRoot';
import { QueryView } from '../components/QueryView';
import { useEntitySummary, useFlags } from '../data';
import { useOrchestratorPaths } from '../routes';
import { useText } from '../translation';
import { entityNumbers } from './entityNumbers';
import { EntityFlags } from './EntityFlags';
import { EntityRunsTable } from './EntityRunsTable';
import { EntityTrains, useEntityTrains } from './EntityTrains';
import { OpenChanges } from './OpenChanges';
import { useEntityName } from './useEntityName';

const ROWS_STEP = 20;
/** The API takes no more. */
const MAX_ROWS = 500;

/** What happens to *this* module? Its trains, its flags, its open changes, the sweeps that touch it. */
export function EntityOrchestratorContent() {
  const t = useText();
  const paths = useOrchestratorPaths();
  const { name, ref } = useEntityName();
  const [limit, setLimit] = useState(ROWS_STEP);
  const query = useEntitySummary(name, limit);
  const ofTrains = useEntityTrains(ref);
  const flags = useFlags({ entity: ref });
  const released = ofTrains.trains.items.length > 0 || ofTrains.archived > 0;
  const start = (
    <NewSweepButton label={t('entity.start')} search={{ entity: ref }} />
  );
  return (
    <PageRoot>
      <PageHeading
        title={t('entity.heading')}
        aside={<LiveIndicator query={query} />}
        actions={start}
      />
      <EntityTrains
        entityRef={ref}
        standings={query.value?.trains ?? []}
        {...ofTrains}
      />
      <EntityFlags flags={flags} />
      <QueryView query={query}>
        {summary =>
          summary.totalItems === 0 ? (
            <NoSweeps
              entityRef={ref}
              archivedRuns={summary.archivedRuns}
              quiet={released || flags.items.length > 0}
              start={start}
            />
          ) : (
            <>
              <Box mb={3}>
                <NumberLinks numbers={entityNumbers(t, paths, ref, summary)} />
              </Box>
              <OpenChanges items={summary.items} />
              <Typography variant="h5" component="h3" gutterBottom>
                {t('entity.sweeps')}
              </Typography>
              <EntityRunsTable items={summary.items} />
              {summary.totalItems > summary.items.length &&
                limit < MAX_ROWS && (
                  <Button
                    onClick={() =>
                      setLimit(Math.min(MAX_ROWS, limit + ROWS_STEP * 4))
                    }
                  >
                    {t('common.loadMore')}
                  </Button>
                )}
              <ArchivedRuns entityRef={ref} count={summary.archivedRuns} />
            </>
          )
        }
      </QueryView>
    </PageRoot>
  );
}

/** Says that no sweep touches it: in a line where trains release it, so that it doesn't look as if there were nothing. */
function NoSweeps(props: {
  entityRef: string;
  archivedRuns: number;
  quiet: boolean;
  start: JSX.Element;
}) {
  const { entityRef, archivedRuns, quiet, start } = props;
  const t = useText();
  const title = t(archivedRuns === 0 ? 'entity.empty' : 'entity.emptyLately');
  const archive = <ArchivedRuns entityRef={entityRef} count={archivedRuns} />;
  return quiet ? (
    <>
      <Typography variant="body2" gutterBottom>
        {title}
      </Typography>
      {archive}
    </>
  ) : (
    <EmptyState
      missing="content"
      title={title}
      description={
        <>
          {archive}
          {t('entity.emptyHint')}
        </>
      }
      action={start}
    />
  );
}

/** The way to sweeps that are only history. */
function ArchivedRuns(props: { entityRef: string; count: number }) {
  const { entityRef, count } = props;
  const t = useText();
  const paths = useOrchestratorPaths();
  return count === 0 ? null : (
    <Typography variant="body2" component="div" gutterBottom>
      <Link to={paths.sweeps({ entity: entityRef, archived: 'true' })}>
        {t('entity.archived', { count })}
      </Link>
    </Typography>
  );
}
