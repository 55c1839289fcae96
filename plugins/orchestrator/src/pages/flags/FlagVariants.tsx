import type { FlagDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useText } from '../../translation';
import { Rows } from '../operator/Rows';
import { FlagSection } from './FlagSection';

/** What people can get. */
export function FlagVariants({ flag }: { flag: FlagDetail }) {
  const t = useText();
  return (
    <FlagSection name="variants" title={t('flags.variants')}>
      <Rows
        label={t('flags.variants')}
        empty=""
        columns={[t('flags.variant.name'), t('flags.variant.value')]}
        rows={Object.entries(flag.variants).map(([name, value]) => ({
          key: name,
          cells: [
            name === flag.defaultVariant
              ? t('flags.variant.off', { name })
              : name,
            <code key="value">{JSON.stringify(value)}</code>,
          ],
        }))}
      />
    </FlagSection>
  );
}
