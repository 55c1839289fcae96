import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import Grid from '@material-ui/core/Grid';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import Alert from '@material-ui/lab/Alert';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import useDebounce from 'react-use/lib/useDebounce';
import { orchestratorApiRef } from '../../api';
import { ExplainedButton } from '../../components/ExplainedButton';
import { useMayCreate } from '../../components/NewSweepButton';
import { PageHeading } from '../../components/PageHeading';
import { FailedToLoad } from '../../components/QueryView';
import { useCommand, useQuery } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { ManifestProvider } from './ManifestContext';
import { ManifestFields } from './ManifestFields';
import { forEntity } from './manifestText';
import { newKey } from './newKey';
import { PRESETS, presetOf } from './presets';
import { SweepForecastPanel } from './SweepForecastPanel';
import { TargetsPreview } from './TargetsPreview';
import { YamlEditor } from './YamlEditor';

const TYPING_PAUSE_MS = 500;

/** Form and YAML side by side; the YAML is the truth, and the form patches it. */
export function SweepEditor(props: {
  initialSource: string;
  preset?: string;
  entity?: string;
}) {
  const { initialSource, preset, entity } = props;
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const paths = useOrchestratorPaths();
  const navigate = useNavigate();
  const command = useCommand();
  const mayNotCreate = useMayCreate();
  const [source, setSource] = useState(initialSource);
  const [chosen, setChosen] = useState(preset ?? '');
  const [settled, setSettled] = useState(initialSource);
  useDebounce(() => setSettled(source), TYPING_PAUSE_MS, [source]);
  const checked = useQuery({
    key: settled,
    live: false,
    keepPrevious: true,
    load: signal =>
      api.validateManifest({ body: { manifest: settled } }, { signal }),
  });
  const upToDate =
    source === settled && !checked.refreshing && !checked.loading;
  const issues = useMemo(() => checked.value?.issues ?? [], [checked.value]);
  const valid = checked.value?.valid === true && !checked.refreshing;
  const preview = useQuery({
    key: settled,
    live: false,
    keepPrevious: true,
    enabled: valid,
    load: signal =>
      api.previewTargets({ body: { manifest: settled } }, { signal }),
  });
  // Another text is another try; the same text again is the same one.
  const key = useMemo(() => [source, newKey()][1], [source]);

  const whyNot =
    mayNotCreate ??
    (command.pending ? t('sweep.underWay') : undefined) ??
    (upToDate ? undefined : t('newSweep.checking')) ??
    (issues.length > 0
      ? t('newSweep.mistakes', { count: issues.length })
      : undefined);
  const start = (dryRun: boolean) =>
    command.perform(
      async () => {
        const run = await api.createRun({
          body: {
            manifest: source,
            dryRun,
            idempotencyKey: `${key}-${dryRun}`,
          },
        });
        navigate(paths.sweep(run.id));
      },
      dryRun ? t('newSweep.started') : t('newSweep.plannedOnly'),
    );
  const choose = (id: string) => {
    const next = presetOf(id).source;
    setChosen(id);
    setSource(entity === undefined ? next : forEntity(next, entity));
  };

  return (
    <>
      <PageHeading
        title={t('newSweep.title')}
        actions={
          <>
            <Button onClick={() => navigate(paths.sweeps())}>
              {t('common.cancel')}
            </Button>
            <ExplainedButton
              variant="outlined"
              whyNot={whyNot}
              onClick={() => start(false)}
            >
              {t('newSweep.planOnly')}
            </ExplainedButton>
            <ExplainedButton
              variant="contained"
              color="primary"
              whyNot={whyNot}
              onClick={() => start(true)}
            >
              {t('newSweep.start')}
            </ExplainedButton>
          </>
        }
      />
      {mayNotCreate && <Alert severity="info">{mayNotCreate}</Alert>}
      {command.error && <Alert severity="error">{command.error}</Alert>}
      <Grid container spacing={3}>
        <Grid item xs={12} md={5}>
          <TextField
            select
            id="orchestrator-preset"
            size="small"
            variant="outlined"
            fullWidth
            margin="dense"
            label={t('newSweep.presetLabel')}
            value={chosen}
            onChange={event => choose(event.target.value)}
          >
            {PRESETS.map(({ id }) => (
              <MenuItem key={id} value={id}>
                {t(`newSweep.preset.${id}.title`)}
              </MenuItem>
            ))}
          </TextField>
          <ManifestProvider
            source={source}
            issues={issues}
            onChange={setSource}
          >
            <ManifestFields />
          </ManifestProvider>
        </Grid>
        <Grid item xs={12} md={7}>
          {checked.error ? (
            <FailedToLoad error={checked.error} retry={checked.refresh} />
          ) : (
            <>
              <TargetsPreview
                query={preview}
                valid={checked.value?.valid === true}
              />
              <SweepForecastPanel
                source={settled}
                preview={preview}
                valid={valid}
              />
            </>
          )}
          <YamlEditor source={source} issues={issues} onChange={setSource} />
        </Grid>
      </Grid>
    </>
  );
}
