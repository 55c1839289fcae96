import MuiLink from '@material-ui/core/Link';
import Typography from '@material-ui/core/Typography';
import type { WorkStats } from '@backstage-orchestrator/plugin-orchestrator-common';
import { RelativeTime } from '../../components/RelativeTime';
import { useText } from '../../translation';
import { Rows } from './Rows';
import { anchorOf, Section, type SectionName } from './Section';

/** How much work each queue holds. */
export function Queues({ work }: { work: WorkStats }) {
  const t = useText();
  const link = (section: SectionName, value: number) => (
    <MuiLink href={anchorOf(section)}>{value}</MuiLink>
  );
  return (
    <Section name="queues" title={t('operator.queues')}>
      <Typography variant="body2" gutterBottom>
        {t('operator.transport', { name: work.transport })}
      </Typography>
      <Rows
        label={t('operator.queues')}
        empty={t('operator.noQueues')}
        columns={[
          t('operator.queue.lane'),
          t('operator.queue.ready'),
          t('operator.queue.scheduled'),
          t('operator.queue.running'),
          t('operator.queue.maxConcurrent'),
          t('operator.queue.oldestReady'),
        ]}
        rows={work.lanes.map(lane => ({
          key: lane.lane,
          cells: [
            lane.lane,
            link('oldest', lane.ready),
            link('oldest', lane.scheduled),
            link('workers', lane.running),
            lane.maxConcurrent ?? t('operator.queue.noLimit'),
            lane.oldestReadyAt && (
              <RelativeTime key="time" at={lane.oldestReadyAt} />
            ),
          ],
        }))}
      />
    </Section>
  );
}
