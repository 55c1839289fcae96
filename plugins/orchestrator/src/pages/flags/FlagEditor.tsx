import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router-dom';
import { orchestratorApiRef } from '../../api';
import { ExplainedButton } from '../../components/ExplainedButton';
import { PageHeading } from '../../components/PageHeading';
import { useCommand } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { YamlEditor } from '../newSweep/YamlEditor';
import { useFlagDraft } from './useFlagDraft';
import { useMayManageFlags } from './useMayManageFlags';

/**
 * A flag as text. It is saved over the version that the text was made from: where somebody was faster, it says so and
 * the text stays.
 */
export function FlagEditor(props: {
  title: string;
  flagKey: string;
  /** 0 for a flag that isn't there yet. */
  version: number;
  source: string;
  /** Why it can't be saved, whatever the text says. */
  whyNot?: string;
  /** Where to go when nothing is saved. */
  back: string;
  /** What stands above the text. */
  children?: ReactNode;
}) {
  const { title, flagKey, version, back, children } = props;
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const paths = useOrchestratorPaths();
  const navigate = useNavigate();
  const command = useCommand();
  const mayNot = useMayManageFlags();
  const draft = useFlagDraft(props.source);
  const { definition, issues = [] } = draft.result;
  const whyNot =
    mayNot ??
    (command.pending ? t('sweep.underWay') : undefined) ??
    props.whyNot ??
    draft.whyNot;
  const save = () =>
    definition &&
    command.perform(async () => {
      await api.putFlag({
        params: { flagKey },
        body: { ...definition, expectedVersion: version },
      });
      navigate(paths.flag(flagKey));
    }, t('flags.edit.saved', { key: flagKey }));
  return (
    <>
      <PageHeading
        title={title}
        actions={
          <>
            <Button onClick={() => navigate(back)}>{t('common.cancel')}</Button>
            <ExplainedButton
              variant="contained"
              color="primary"
              whyNot={whyNot}
              onClick={save}
            >
              {t('flags.edit.save')}
            </ExplainedButton>
          </>
        }
      />
      {mayNot && <Alert severity="info">{mayNot}</Alert>}
      {command.error && <Alert severity="error">{command.error}</Alert>}
      {children}
      <Typography variant="body2" gutterBottom>
        {t('flags.edit.hint')}
      </Typography>
      <YamlEditor
        label={t('flags.edit.yaml')}
        source={draft.source}
        issues={issues}
        onChange={draft.setSource}
      />
    </>
  );
}
