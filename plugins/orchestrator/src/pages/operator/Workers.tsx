import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import ErrorIcon from '@material-ui/icons/Error';
import type {
  WorkerSummary,
  WorkStats,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { RelativeTime } from '../../components/RelativeTime';
import { StateChip, type StateLook } from '../../components/states/StateChip';
import { useText } from '../../translation';
import { Rows } from './Rows';
import { Section } from './Section';

const LOOKS: Record<WorkerSummary['state'], StateLook> = {
  alive: { icon: CheckCircleIcon, tone: 'good' },
  silent: { icon: ErrorIcon, tone: 'bad' },
};

/** Every replica with its workers and their load. */
export function Workers({ work }: { work: WorkStats }) {
  const t = useText();
  return (
    <Section name="workers" title={t('operator.workers')}>
      <Rows
        label={t('operator.workers')}
        empty={t('operator.noWorkers')}
        columns={[
          t('operator.worker.replica'),
          t('operator.worker.state'),
          t('operator.worker.load'),
          t('operator.worker.lanes'),
          t('operator.worker.version'),
          t('operator.worker.started'),
          t('operator.worker.seen'),
        ]}
        rows={work.workers.map(worker => ({
          key: worker.id,
          cells: [
            <span key="id" title={worker.id}>
              {worker.host} ({worker.pid})
            </span>,
            <StateChip
              key="state"
              look={LOOKS[worker.state]}
              label={t(`operator.worker.${worker.state}`)}
            />,
            worker.slots === 0
              ? t('operator.worker.pagesOnly')
              : t('operator.of', {
                  part: String(worker.busy),
                  all: String(worker.slots),
                }),
            worker.lanes.join(', '),
            worker.version,
            <RelativeTime key="started" at={worker.startedAt} />,
            <RelativeTime key="seen" at={worker.seenAt} />,
          ],
        }))}
      />
    </Section>
  );
}
