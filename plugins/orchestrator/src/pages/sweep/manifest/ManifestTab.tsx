import Typography from '@material-ui/core/Typography';
import type { RunDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { stringify } from 'yaml';
import { useMemo } from 'react';
import { Disclosure } from '../../../components/Disclosure';
import { SourceText } from '../../../components/SourceText';
import { useText } from '../../../translation';

/** The manifest as it was handed in, and with all its defaults. */
export function ManifestTab({ run }: { run: RunDetail }) {
  const t = useText();
  const resolved = useMemo(() => stringify(run.manifest), [run.manifest]);
  return (
    <>
      <Typography
        variant="body2"
        gutterBottom
        style={{ overflowWrap: 'anywhere' }}
      >
        {t('sweep.manifest.digest', {
          digest: run.changeDigest,
          revision: String(run.planRevision),
        })}
      </Typography>
      <Typography variant="h5" component="h3" gutterBottom>
        {t('sweep.manifest.source')}
      </Typography>
      <SourceText text={run.source} label={t('sweep.manifest.source')} />
      <Disclosure label={t('sweep.manifest.resolved')}>
        <SourceText text={resolved} label={t('sweep.manifest.resolved')} />
      </Disclosure>
    </>
  );
}
