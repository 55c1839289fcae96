import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import Grid from '@material-ui/core/Grid';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import Alert from '@material-ui/lab/Alert';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { orchestratorApiRef } from '../../api';
import { ExplainedButton } from '../../components/ExplainedButton';
import { useMayCreate } from '../../components/NewSweepButton';
import { PageHeading } from '../../components/PageHeading';
import { useCommand } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { newKey } from '../newSweep/newKey';
import { YamlEditor } from '../newSweep/YamlEditor';
import { trainExamples } from './examples';
import { TrainForecastPanel } from './TrainForecastPanel';
import { TrainPreviewPanel } from './TrainPreviewPanel';
import { useTrainDraft } from './useTrainDraft';

/** The manifest of a new train as YAML, and its plan beside it while one types. */
export function TrainEditor(props: { source?: string; example?: string }) {
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const paths = useOrchestratorPaths();
  const navigate = useNavigate();
  const command = useCommand();
  const mayNot = useMayCreate() && t('trains.mayNotCreate');
  const [examples] = useState(() => trainExamples());
  const [chosen, setChosen] = useState(() =>
    props.source === undefined
      ? (examples.find(({ id }) => id === props.example) ?? examples[0]).id
      : '',
  );
  const draft = useTrainDraft(
    props.source ?? examples.find(({ id }) => id === chosen)?.source ?? '',
  );
  const { source, setSource, issues } = draft;
  // Another text is another try; the same text again is the same one.
  const idempotencyKey = useMemo(() => [source, newKey()][1], [source]);
  const whyNot =
    mayNot ??
    (command.pending ? t('sweep.underWay') : undefined) ??
    draft.whyNot;
  const plan = () =>
    command.perform(async () => {
      const train = await api.createTrain({
        body: { manifest: source, idempotencyKey },
      });
      navigate(paths.train(train.id));
    }, t('newTrain.planned'));
  const choose = (id: string) => {
    const example = examples.find(one => one.id === id);
    if (example) {
      setChosen(example.id);
      setSource(example.source);
    }
  };
  return (
    <>
      <PageHeading
        title={t('newTrain.title')}
        actions={
          <>
            <Button onClick={() => navigate(paths.trains())}>
              {t('common.cancel')}
            </Button>
            <ExplainedButton
              variant="contained"
              color="primary"
              whyNot={whyNot}
              onClick={plan}
            >
              {t('newTrain.plan')}
            </ExplainedButton>
          </>
        }
      />
      {mayNot && <Alert severity="info">{mayNot}</Alert>}
      {command.error && <Alert severity="error">{command.error}</Alert>}
      <Grid container spacing={3}>
        <Grid item xs={12} md={7}>
          <TextField
            select
            id="orchestrator-train-example"
            size="small"
            variant="outlined"
            fullWidth
            margin="dense"
            label={t('newTrain.from')}
            value={chosen}
            onChange={event => choose(event.target.value)}
          >
            {examples.map(({ id }) => (
              <MenuItem key={id} value={id}>
                {t(`newTrain.example.${id}`)}
              </MenuItem>
            ))}
          </TextField>
          <YamlEditor source={source} issues={issues} onChange={setSource} />
        </Grid>
        <Grid item xs={12} md={5}>
          <TrainPreviewPanel draft={draft} />
          <TrainForecastPanel draft={draft} />
        </Grid>
      </Grid>
    </>
  );
}
