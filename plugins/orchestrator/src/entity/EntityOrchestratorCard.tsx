import { InfoCard } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import { NumberLinks } from '../components/NumberLinks';
import { problemOf, useEntitySummary } from '../data';
import { useOrchestratorPaths } from '../routes';
import { useText } from '../translation';
import { entityNumbers } from './entityNumbers';
import { useEntityName } from './useEntityName';

/** Anything for me? Three numbers that are links; nothing where there is nothing. */
export function EntityOrchestratorCard() {
  const t = useText();
  const paths = useOrchestratorPaths();
  const { name, ref } = useEntityName();
  const { value, error } = useEntitySummary(name, 1);
  if (error && value === undefined) {
    return (
      <InfoCard title={t('entity.title')}>
        <Typography variant="body2">
          {t('entity.failed', { message: problemOf(error).message })}
        </Typography>
      </InfoCard>
    );
  }
  const numbers = value
    ? entityNumbers(t, paths, ref, value).filter(({ count }) => count > 0)
    : [];
  return numbers.length === 0 ? null : (
    <InfoCard title={t('entity.title')}>
      <NumberLinks numbers={numbers} />
    </InfoCard>
  );
}
