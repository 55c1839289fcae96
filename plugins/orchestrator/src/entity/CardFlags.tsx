import { Link } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import type { FlagSummary } from '@backstage-orchestrator/plugin-orchestrator-common';
import { FlagChip } from '../pages/flags/FlagChip';
import { useOrchestratorPaths } from '../routes';
import { useText } from '../translation';

/** Flags that have room on a card; the tab of the entity has them all. */
const SHOWN = 3;

/** The flags of an entity on one line; nothing where it has none, or the viewer may not read them. */
export function CardFlags(props: { flags: FlagSummary[]; total: number }) {
  const { flags, total } = props;
  const t = useText();
  const paths = useOrchestratorPaths();
  const shown = flags.slice(0, SHOWN);
  return shown.length === 0 ? null : (
    <Typography variant="body2" component="div" style={{ marginTop: 8 }}>
      {t('entity.itsFlags')}{' '}
      {shown.map(flag => (
        <span key={flag.key} style={{ marginRight: 8 }}>
          <Link to={paths.flag(flag.key)} underline="always">
            {flag.title ?? flag.key}
          </Link>{' '}
          <FlagChip flag={flag} />
        </span>
      ))}
      {total > shown.length &&
        t('entity.moreFlags', { count: total - shown.length })}
    </Typography>
  );
}
