import Typography from '@material-ui/core/Typography';
import { useMemo, useState } from 'react';
import { stringify } from 'yaml';
import { Disclosure } from '../../../components/Disclosure';
import { ExplainedButton } from '../../../components/ExplainedButton';
import { SourceText } from '../../../components/SourceText';
import { useText } from '../../../translation';
import { useTrainPage, useWhyEnded } from '../TrainContext';
import { ReviseForm } from './ReviseForm';

/** The manifest as it was handed in and with all its defaults; the plan is revised here. */
export function TrainManifestTab() {
  const t = useText();
  const { detail } = useTrainPage();
  const whyNot = useWhyEnded();
  const [revising, setRevising] = useState(false);
  const { manifest } = detail.train;
  const resolved = useMemo(() => stringify(manifest), [manifest]);
  if (revising) {
    return <ReviseForm onClose={() => setRevising(false)} />;
  }
  return (
    <>
      <ExplainedButton
        variant="outlined"
        whyNot={whyNot}
        onClick={() => setRevising(true)}
      >
        {t('train.closing.manifest.revise')}
      </ExplainedButton>
      <Typography variant="h5" component="h3" gutterBottom>
        {t('train.closing.manifest.source')}
      </Typography>
      <SourceText
        text={detail.source}
        label={t('train.closing.manifest.source')}
      />
      <Disclosure label={t('train.closing.manifest.resolved')}>
        <SourceText
          text={resolved}
          label={t('train.closing.manifest.resolved')}
        />
      </Disclosure>
    </>
  );
}
