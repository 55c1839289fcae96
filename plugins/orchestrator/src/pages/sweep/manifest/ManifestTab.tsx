import { CodeSnippet } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import type { RunDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { stringify } from 'yaml';
import { useMemo } from 'react';
import { Disclosure } from '../../../components/Disclosure';
import { useText } from '../../../translation';

/** The manifest as it was handed in, and with all its defaults. */
export function ManifestTab({ run }: { run: RunDetail }) {
  const t = useText();
  const resolved = useMemo(() => stringify(run.manifest), [run.manifest]);
  return (
    <>
      <Typography variant="body2" gutterBottom>
        {t('sweep.manifest.digest', { digest: run.changeDigest, revision: String(run.planRevision) })}
      </Typography>
      <Typography variant="h5" component="h3" gutterBottom>
        {t('sweep.manifest.source')}
      </Typography>
      <CodeSnippet language="yaml" text={run.source} showCopyCodeButton showLineNumbers />
      <Disclosure label={t('sweep.manifest.resolved')}>
        <CodeSnippet language="yaml" text={resolved} showCopyCodeButton />
      </Disclosure>
    </>
  );
}
