import type {
  FlagDetail,
  FlagSchedule as Entry,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { RelativeTime } from '../../components/RelativeTime';
import { useText } from '../../translation';
import { Rows } from '../operator/Rows';
import { FlagSection } from './FlagSection';

/** What changes by itself, soonest first. */
export function FlagSchedule({ flag }: { flag: FlagDetail }) {
  const t = useText();
  const entries = [...flag.schedules].sort(
    (a, b) => Date.parse(a.at) - Date.parse(b.at),
  );
  return (
    <FlagSection name="schedule" title={t('flags.schedule')}>
      <Rows
        label={t('flags.schedule')}
        empty={t('flags.noSchedule')}
        columns={[t('flags.entry.when'), t('flags.entry.what')]}
        rows={entries.map((entry, index) => ({
          key: String(index),
          cells: [
            <RelativeTime key="when" at={entry.at} />,
            <span key="what">
              <ScheduleChange entry={entry} />
              {Date.parse(entry.at) <= Date.now() &&
                ` (${t('flags.entry.done')})`}
            </span>,
          ],
        }))}
      />
    </FlagSection>
  );
}

/** What an entry of a schedule does, in words. */
export function ScheduleChange({ entry }: { entry: Entry }) {
  const t = useText();
  if (entry.variant !== undefined) {
    return <>{t('flags.entry.variant', { variant: entry.variant })}</>;
  }
  return (
    <>{t(entry.enabled ? 'flags.entry.enabled' : 'flags.entry.disabled')}</>
  );
}
