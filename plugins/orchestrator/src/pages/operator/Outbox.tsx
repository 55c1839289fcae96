import type { WorkStats } from '@backstage-orchestrator/plugin-orchestrator-common';
import { RelativeTime } from '../../components/RelativeTime';
import { useText } from '../../translation';
import { GivenUp } from './GivenUp';
import { Rows } from './Rows';
import { Section } from './Section';

/** What has not been told to the outside yet, and what nobody has taken in time. */
export function Outbox({ work }: { work: WorkStats }) {
  const t = useText();
  return (
    <Section name="outbox" title={t('operator.outbox')}>
      <Rows
        label={t('operator.outbox')}
        empty={t('operator.outboxEmpty')}
        columns={[
          t('operator.message.topic'),
          t('operator.message.waiting'),
          t('operator.message.oldest'),
          t('operator.message.attempts'),
        ]}
        rows={work.outbox.topics.map(topic => ({
          key: topic.topic,
          cells: [
            topic.topic,
            topic.waiting,
            <RelativeTime key="oldest" at={topic.oldest} />,
            topic.attempts,
          ],
        }))}
      />
      <GivenUp />
    </Section>
  );
}
