import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import type { ReactNode } from 'react';
import { useText } from '../../translation';
import {
  ChoiceAt,
  LinesAt,
  NumberAt,
  PairsAt,
  SwitchAt,
  TextAt,
} from './fields';
import { GateFields } from './GateFields';
import { useField, useManifestForm } from './ManifestContext';
import type { FieldPath } from './manifestText';
import { StepFields } from './StepFields';

const METADATA: FieldPath = ['metadata'];
const TARGETS: FieldPath = ['spec', 'targets'];
const CHANGE: FieldPath = ['spec', 'change'];
const ROLLOUT: FieldPath = ['spec', 'rollout'];

/** The manifest as a form: each field reads from the YAML beside it and patches it. */
export function ManifestFields() {
  const t = useText();
  const { error } = useManifestForm();
  return (
    <>
      {error && (
        <Alert severity="error">
          {t('newSweep.notYaml', { message: error })}
        </Alert>
      )}
      <Group title={t('newSweep.group.what')}>
        <TextAt
          path={[...METADATA, 'title']}
          label={t('newSweep.field.title')}
        />
        <TextAt
          path={[...METADATA, 'name']}
          label={t('newSweep.field.name')}
          help={t('newSweep.help.name')}
        />
        <TextAt
          path={[...METADATA, 'description']}
          label={t('newSweep.field.description')}
          multiline
        />
        <TextAt
          path={['spec', 'owner']}
          label={t('newSweep.field.owner')}
          help="group:default/platform"
        />
      </Group>
      <Group title={t('newSweep.group.targets')}>
        <CatalogFilter />
        <LinesAt
          path={[...TARGETS, 'include']}
          label={t('newSweep.field.include')}
          placeholder="component:default/payments-api"
        />
        <LinesAt
          path={[...TARGETS, 'exclude']}
          label={t('newSweep.field.exclude')}
        />
        <PairsAt
          path={[...TARGETS, 'labels']}
          label={t('newSweep.field.labels')}
          placeholder="tier = 1"
        />
        <LinesAt
          path={[...TARGETS, 'paths']}
          label={t('newSweep.field.paths')}
          placeholder="packages/*"
        />
      </Group>
      <Group title={t('newSweep.group.change')}>
        <TextAt
          path={[...CHANGE, 'title']}
          label={t('newSweep.field.changeTitle')}
        />
        <TextAt
          path={[...CHANGE, 'commitMessage']}
          label={t('newSweep.field.commitMessage')}
          multiline
        />
        <TextAt
          path={[...CHANGE, 'body']}
          label={t('newSweep.field.body')}
          multiline
        />
        <LinesAt
          path={[...CHANGE, 'labels']}
          label={t('newSweep.field.changeLabels')}
        />
        <StepFields />
      </Group>
      <Group title={t('newSweep.group.gates')}>
        <GateFields />
      </Group>
      <Group title={t('newSweep.group.rollout')}>
        <Canary />
        <NumberAt
          path={[...ROLLOUT, 'batches', 'initial']}
          label={t('newSweep.field.initial')}
          byDefault={10}
        />
        <NumberAt
          path={[...ROLLOUT, 'batches', 'factor']}
          label={t('newSweep.field.factor')}
          byDefault={2}
        />
        <NumberAt
          path={[...ROLLOUT, 'batches', 'max']}
          label={t('newSweep.field.maxBatch')}
          byDefault={50}
        />
        <SwitchAt
          path={[...ROLLOUT, 'batches', 'approval']}
          label={t('newSweep.field.batchApproval')}
          byDefault={false}
        />
        <NumberAt
          path={[...ROLLOUT, 'maxParallel']}
          label={t('newSweep.field.maxParallel')}
          byDefault={10}
        />
        <NumberAt
          path={[...ROLLOUT, 'failureLimit', 'percent']}
          label={t('newSweep.field.failureLimit')}
          byDefault={20}
          min={0}
        />
        <ChoiceAt
          path={[...ROLLOUT, 'advanceOn']}
          label={t('newSweep.field.advanceOn')}
          byDefault="opened"
          options={[
            { value: 'opened', label: t('newSweep.advanceOn.opened') },
            { value: 'merged', label: t('newSweep.advanceOn.merged') },
          ]}
        />
      </Group>
    </>
  );
}

function Group(props: { title: string; children: ReactNode }) {
  return (
    <section aria-label={props.title} style={{ marginBottom: 24 }}>
      <Typography variant="h6" component="h4" gutterBottom>
        {props.title}
      </Typography>
      {props.children}
    </section>
  );
}

function CatalogFilter() {
  const t = useText();
  const path = [...TARGETS, 'filter'];
  const { value } = useField(path);
  return Array.isArray(value) ? (
    <Typography variant="body2">{t('newSweep.help.severalFilters')}</Typography>
  ) : (
    <PairsAt
      path={path}
      label={t('newSweep.field.filter')}
      help={t('newSweep.help.filter')}
      placeholder="kind = component"
      lists
    />
  );
}

function Canary() {
  const t = useText();
  const path = [...ROLLOUT, 'canary'];
  const { value, off, set } = useField(path);
  return (
    <>
      <FormControlLabel
        control={
          <Checkbox
            color="primary"
            checked={value !== false}
            disabled={off}
            onChange={(_, on) => set(on ? undefined : false)}
          />
        }
        label={t('newSweep.field.canary')}
      />
      {value !== false && (
        <>
          <NumberAt
            path={[...path, 'percent']}
            label={t('newSweep.field.percent')}
            byDefault={10}
          />
          <NumberAt
            path={[...path, 'min']}
            label={t('newSweep.field.min')}
            byDefault={3}
          />
          <NumberAt
            path={[...path, 'max']}
            label={t('newSweep.field.max')}
            byDefault={5}
          />
          <SwitchAt
            path={[...path, 'approval']}
            label={t('newSweep.field.approval')}
            byDefault
          />
          <SwitchAt
            path={[...path, 'selfApproval']}
            label={t('newSweep.field.selfApproval')}
            byDefault={false}
          />
        </>
      )}
    </>
  );
}
