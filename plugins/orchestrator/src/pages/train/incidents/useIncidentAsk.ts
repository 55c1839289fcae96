import { currentWave } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useMemo } from 'react';
import {
  chosenOf,
  type Ask,
  type FormValues,
} from '../../../components/dialogs';
import { useText } from '../../../translation';
import { useTrainPage, type TrainOrder } from '../TrainContext';

const SEVERITIES = ['sev1', 'sev2', 'sev3', 'sev4'] as const;

/** What is asked to open an incident, and the command that follows. */
export function useIncidentAsk(): {
  ask: Ask;
  command: (values: FormValues) => TrainOrder;
} {
  const t = useText();
  const { detail } = useTrainPage();
  return useMemo(
    () => ({
      ask: {
        title: t('train.closing.incidents.ask'),
        fields: [
          {
            name: 'title',
            label: t('train.closing.incidents.askTitle'),
            required: true,
          },
          {
            name: 'severity',
            label: t('train.closing.incidents.severity'),
            kind: 'select',
            initial: 'sev3',
            options: SEVERITIES.map(value => ({
              value,
              label: t(`trainState.severity.${value}`),
            })),
          },
          {
            name: 'wave',
            label: t('train.closing.incidents.wave'),
            kind: 'select',
            initial: currentWave(detail.train)?.id ?? '',
            options: [
              { value: '', label: t('train.closing.incidents.noWave') },
              ...detail.waves.map(({ id, title }) => ({
                value: id,
                label: title,
              })),
            ],
          },
          {
            name: 'products',
            label: t('train.closing.incidents.products'),
            kind: 'several',
            options: detail.products.map(({ id, title }) => ({
              value: id,
              label: title,
            })),
          },
          {
            name: 'pause',
            label: t('train.closing.incidents.pause'),
            kind: 'check',
          },
        ],
      },
      command: values => ({
        type: 'openIncident',
        title: values.title,
        severity:
          SEVERITIES.find(severity => severity === values.severity) ?? 'sev3',
        ...(values.wave && { wave: values.wave }),
        products: chosenOf(values.products),
        pause: values.pause === 'true',
      }),
    }),
    [detail, t],
  );
}
