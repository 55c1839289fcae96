import { Link } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import type { WorkStats } from '@backstage-orchestrator/plugin-orchestrator-common';
import { RelativeTime } from '../../components/RelativeTime';
import { useOrchestratorPaths } from '../../routes';
import { useText, type Text } from '../../translation';
import { Rows } from './Rows';
import { Section } from './Section';

/** What happens by itself at a time, soonest first. */
export function Timers({ work }: { work: WorkStats }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  const { waiting, due, items } = work.timers;
  return (
    <Section name="timers" title={t('operator.timers')}>
      {waiting > 0 && (
        <Typography variant="body2" gutterBottom>
          {t('operator.timersCount', { count: waiting, due: String(due) })}
        </Typography>
      )}
      <Rows
        label={t('operator.timers')}
        empty={t('operator.noTimers')}
        columns={[
          t('operator.timer.kind'),
          t('operator.timer.run'),
          t('operator.timer.due'),
        ]}
        rows={items.map(timer => ({
          key: timer.id,
          cells: [
            kindOf(t, timer.kind),
            <Link key="run" to={paths.sweep(timer.runId)}>
              {timer.runId}
            </Link>,
            <RelativeTime key="due" at={timer.dueAt} />,
          ],
        }))}
      />
    </Section>
  );
}

function kindOf(t: Text, kind: string): string {
  return kind === 'soak' || kind === 'approvalExpiry'
    ? t(`operator.timer.${kind}`)
    : kind;
}
