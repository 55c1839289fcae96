import { Link } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import type { FlagSummary } from '@backstage-orchestrator/plugin-orchestrator-common';
import { RelativeTime } from '../../components/RelativeTime';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { Rows } from '../operator/Rows';
import { FlagChip } from './FlagChip';
import { ScheduleChange } from './FlagSchedule';

/** Flags as rows. */
export function FlagsTable(props: { flags: FlagSummary[]; total: number }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  return (
    <>
      <Typography variant="body2" gutterBottom>
        {t('flags.count', { count: props.total })}
      </Typography>
      <Rows
        label={t('flags.title')}
        empty={t('flags.empty')}
        columns={[
          t('flags.column.flag'),
          t('flags.column.state'),
          t('flags.column.rules'),
          t('flags.column.next'),
          t('flags.column.changed'),
        ]}
        rows={props.flags.map(flag => ({
          key: flag.key,
          cells: [
            <FlagName
              key="flag"
              to={paths.flag(flag.key)}
              flagKey={flag.key}
              title={flag.title}
            />,
            <FlagChip key="state" flag={flag} />,
            String(flag.rules),
            flag.standing.next && (
              <span key="next">
                <ScheduleChange entry={flag.standing.next} />{' '}
                <RelativeTime at={flag.standing.next.at} />
              </span>
            ),
            <RelativeTime key="changed" at={flag.updatedAt} />,
          ],
        }))}
      />
    </>
  );
}

function FlagName(props: { to: string; flagKey: string; title?: string }) {
  return (
    <>
      <Link to={props.to}>{props.title ?? props.flagKey}</Link>
      {props.title !== undefined && (
        <Typography variant="caption" component="div">
          <code>{props.flagKey}</code>
        </Typography>
      )}
    </>
  );
}
