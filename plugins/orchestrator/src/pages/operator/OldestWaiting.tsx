import { Link } from '@backstage/core-components';
import type { WorkStats } from '@backstage-orchestrator/plugin-orchestrator-common';
import { ExpectedTurnText } from '../../components/ExpectedTurnText';
import { RelativeTime } from '../../components/RelativeTime';
import { TargetChip } from '../../components/states';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { Rows } from './Rows';
import { Section } from './Section';

/** The targets that have been in a queue for longest. */
export function OldestWaiting({ work }: { work: WorkStats }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  return (
    <Section name="oldest" title={t('operator.oldest')}>
      <Rows
        label={t('operator.oldest')}
        empty={t('operator.nothingWaits')}
        columns={[
          t('operator.waiting.target'),
          t('operator.waiting.run'),
          t('operator.waiting.status'),
          t('operator.waiting.since'),
          t('operator.waiting.turn'),
        ]}
        rows={work.oldest.map(waiting => ({
          key: `${waiting.runId} ${waiting.targetId}`,
          cells: [
            <Link
              key="target"
              to={paths.target(waiting.runId, waiting.targetId)}
            >
              {waiting.title}
            </Link>,
            <Link key="run" to={paths.sweep(waiting.runId)}>
              {waiting.runTitle}
            </Link>,
            <TargetChip key="status" status={waiting.status} />,
            <RelativeTime key="since" at={waiting.since} />,
            waiting.turn && <ExpectedTurnText key="turn" turn={waiting.turn} />,
          ],
        }))}
      />
    </Section>
  );
}
