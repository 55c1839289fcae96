import { Link } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import type { WorkStats } from '@backstage-orchestrator/plugin-orchestrator-common';
import { RelativeTime } from '../../components/RelativeTime';
import { useOrchestratorPaths, type OrchestratorPaths } from '../../routes';
import { useText, type Text } from '../../translation';
import { Rows } from './Rows';
import { Section } from './Section';

const KINDS = ['soak', 'approvalExpiry', 'window', 'train'] as const;

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
            <Link key="run" to={pathOf(paths, timer)}>
              {timer.runId}
            </Link>,
            <RelativeTime key="due" at={timer.dueAt} />,
          ],
        }))}
      />
    </Section>
  );
}

function pathOf(
  paths: OrchestratorPaths,
  { runKind, runId }: WorkStats['timers']['items'][number],
): string {
  return runKind === 'Train' ? paths.train(runId) : paths.sweep(runId);
}

/** A replica of another release may have timers of another kind. */
function kindOf(t: Text, kind: string): string {
  return isKnown(kind) ? t(`operator.timer.${kind}`) : kind;
}

function isKnown(kind: string): kind is (typeof KINDS)[number] {
  return (KINDS as readonly string[]).includes(kind);
}
