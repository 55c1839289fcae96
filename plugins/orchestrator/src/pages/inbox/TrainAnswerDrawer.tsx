import { Link } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import type { TrainInboxItem } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useMemo } from 'react';
import { QueryView } from '../../components/QueryView';
import { SideDrawer } from '../../components/SideDrawer';
import { ReasonText } from '../../components/ReasonText';
import { useTrain, type TrainDetail } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { TrainProvider } from '../train/TrainContext';
import { TrainAnswer } from './TrainAnswer';
import { trainItemPath } from './trainItemPath';

/** Answers what a train asks beside the inbox, with the same dialogs as on the pages of the train. */
export function TrainAnswerDrawer(props: {
  item?: TrainInboxItem;
  /** It waits no longer: answered, or asked differently. */
  gone: boolean;
  onAnswered: () => void;
  onClose: () => void;
}) {
  const { item, onClose, ...rest } = props;
  const t = useText();
  return (
    <SideDrawer
      open={item !== undefined}
      label={t('inbox.train.panel')}
      onClose={onClose}
    >
      {item && <Content item={item} {...rest} />}
    </SideDrawer>
  );
}

function Content(props: {
  item: TrainInboxItem;
  gone: boolean;
  onAnswered: () => void;
}) {
  const { item, gone, onAnswered } = props;
  const t = useText();
  const paths = useOrchestratorPaths();
  const query = useTrain(item.train);
  const { set, refresh } = query;
  const answering = useMemo(
    () => ({
      refresh,
      set: (detail: TrainDetail) => {
        set(detail);
        onAnswered();
      },
    }),
    [onAnswered, refresh, set],
  );
  return (
    <>
      <Typography variant="h5" component="h3">
        {item.question}
      </Typography>
      <Typography variant="body2" paragraph>
        <Link to={trainItemPath(paths, item)} underline="always">
          {item.trainTitle}
        </Link>{' '}
        · <ReasonText text={item.summary} />
      </Typography>
      {gone && <Alert severity="info">{t('inbox.train.gone')}</Alert>}
      <QueryView query={query}>
        {detail => (
          <TrainProvider detail={detail} query={answering}>
            <TrainAnswer item={item} />
          </TrainProvider>
        )}
      </QueryView>
    </>
  );
}
