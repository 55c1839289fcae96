import { Link } from '@backstage/core-components';
import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import type { FlagSummary } from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailedToLoad } from '../components/QueryView';
import { problemOf, type Pages } from '../data';
import { FlagChip } from '../pages/flags/FlagChip';
import { useOrchestratorPaths } from '../routes';
import { useText } from '../translation';

/** Flags that belong to this entity, whether a train switches them or not; nothing for who may not read flags. */
export function EntityFlags({ flags }: { flags: Pages<FlagSummary> }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  if (flags.error && flags.items.length === 0) {
    return problemOf(flags.error).status === 403 ? null : (
      <FailedToLoad error={flags.error} retry={flags.refresh} />
    );
  }
  return flags.items.length === 0 ? null : (
    <Box mb={3}>
      <Typography variant="h5" component="h3" gutterBottom>
        {t('entity.flags')}
      </Typography>
      <ul aria-label={t('entity.flags')}>
        {flags.items.map(flag => (
          <li key={flag.key}>
            <Link to={paths.flag(flag.key)} underline="always">
              {flag.title ?? flag.key}
            </Link>{' '}
            <FlagChip flag={flag} />
          </li>
        ))}
      </ul>
    </Box>
  );
}
