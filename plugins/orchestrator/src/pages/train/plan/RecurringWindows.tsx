import Typography from '@material-ui/core/Typography';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';

/** Windows that repeat have no single date: they stand beside the timeline as their rule. */
export function RecurringWindows() {
  const t = useText();
  const { spec } = useTrainPage().detail.train.manifest;
  const recurring = spec.windows.filter(({ rrule }) => rrule !== undefined);
  return recurring.length === 0 ? null : (
    <>
      <Typography variant="subtitle2" component="h4">
        {t('train.plan.recurring')}
      </Typography>
      <ul style={{ margin: 0, paddingLeft: 20 }}>
        {recurring.map(({ kind, rrule = '', duration = '', ...window }) => (
          <li key={`${kind} ${rrule}`}>
            {t(`train.plan.${kind}`, {
              reason: window.reason ?? t('train.plan.noReason'),
            })}{' '}
            (
            {t('train.plan.rule', {
              rule: rrule,
              duration,
              timezone: window.timezone ?? spec.timezone,
            })}
            )
          </li>
        ))}
      </ul>
    </>
  );
}
