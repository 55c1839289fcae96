import Button from '@material-ui/core/Button';
import MenuItem from '@material-ui/core/MenuItem';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { useText } from '../../translation';
import { LinesAt, SwitchAt, TextAt, ValuesAt } from './fields';
import { useField } from './ManifestContext';
import type { FieldPath } from './manifestText';

const STEPS: FieldPath = ['spec', 'change', 'steps'];
const KINDS = ['replace', 'run', 'json', 'yaml', 'template'] as const;
type StepKind = (typeof KINDS)[number];

/** What a new step of a kind starts with. */
const NEW_STEPS: Record<StepKind, unknown> = {
  replace: { replace: { files: ['**/*'], find: 'old', with: 'new' } },
  run: { run: { command: ['npm', 'run', 'codemod'] } },
  json: { json: { file: 'package.json', set: { '/private': true } } },
  yaml: {
    yaml: {
      file: 'catalog-info.yaml',
      set: { '/metadata/labels/example': 'yes' },
    },
  },
  template: {
    template: { files: { 'OWNERS.md': 'Owned by ${{ target.owner }}.\n' } },
  },
};

const useStyles = makeStyles(
  theme => ({
    step: { padding: theme.spacing(1, 2), marginBottom: theme.spacing(1) },
    head: { display: 'flex', justifyContent: 'space-between' },
  }),
  {
    name: 'OrchestratorStepFields',
  },
);

/** The steps of the change. What a form can't say well, such as merges and conditions, is said in the YAML. */
export function StepFields() {
  const t = useText();
  const { value, off, issue, set } = useField(STEPS);
  const steps: unknown[] = Array.isArray(value) ? value : [];
  return (
    <>
      {steps.map((step, index) => (
        // A step has no name of its own; its place is what it is.
        <StepCard
          key={index}
          step={step}
          index={index}
          onRemove={() => set(steps.filter((_, other) => other !== index))}
        />
      ))}
      {issue && <Typography color="error">{issue}</Typography>}
      <TextField
        select
        id="orchestrator-add-step"
        size="small"
        variant="outlined"
        label={t('newSweep.addStep')}
        value=""
        disabled={off}
        style={{ minWidth: 220 }}
        onChange={event =>
          set([...steps, NEW_STEPS[event.target.value as StepKind]])
        }
      >
        {KINDS.map(kind => (
          <MenuItem key={kind} value={kind}>
            {t(`newSweep.step.${kind}`)}
          </MenuItem>
        ))}
      </TextField>
    </>
  );
}

function StepCard(props: {
  step: unknown;
  index: number;
  onRemove: () => void;
}) {
  const { step, index, onRemove } = props;
  const t = useText();
  const classes = useStyles();
  const kind = KINDS.find(
    name => typeof step === 'object' && step !== null && name in step,
  );
  const path = [...STEPS, index, kind ?? ''];
  return (
    <Paper variant="outlined" className={classes.step}>
      <div className={classes.head}>
        <Typography variant="subtitle2" component="h5">
          {index + 1}.{' '}
          {kind ? t(`newSweep.step.${kind}`) : t('newSweep.step.unknown')}
        </Typography>
        <Button
          size="small"
          onClick={onRemove}
          aria-label={t('newSweep.removeStep', { number: String(index + 1) })}
        >
          {t('newSweep.remove')}
        </Button>
      </div>
      {kind === 'replace' && (
        <>
          <LinesAt
            path={[...path, 'files']}
            label={t('newSweep.field.files')}
            placeholder="**/*.yaml"
          />
          <TextAt path={[...path, 'find']} label={t('newSweep.field.find')} />
          <TextAt path={[...path, 'with']} label={t('newSweep.field.with')} />
          <SwitchAt
            path={[...path, 'regex']}
            label={t('newSweep.field.regex')}
            byDefault={false}
          />
        </>
      )}
      {kind === 'run' && (
        <>
          <LinesAt
            path={[...path, 'command']}
            label={t('newSweep.field.command')}
            help={t('newSweep.help.command')}
          />
          <TextAt
            path={[...path, 'timeout']}
            label={t('newSweep.field.timeout')}
            help={t('newSweep.help.timeout')}
          />
        </>
      )}
      {(kind === 'json' || kind === 'yaml') && (
        <>
          <TextAt path={[...path, 'file']} label={t('newSweep.field.file')} />
          <ValuesAt
            path={[...path, 'set']}
            label={t('newSweep.field.set')}
            help={t('newSweep.help.set')}
          />
        </>
      )}
      {kind === 'template' && (
        <Typography variant="body2">{t('newSweep.help.template')}</Typography>
      )}
    </Paper>
  );
}
