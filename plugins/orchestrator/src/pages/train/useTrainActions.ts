import {
  TRAIN_ACTIONS,
  currentWave,
  type IncidentState,
  type ProductState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useMemo } from 'react';
import {
  chosenOf,
  useReasonField,
  type Ask,
  type FormValues,
} from '../../components/dialogs';
import type { OfferedAction } from '../../components/RunActions';
import type { TrainDetail } from '../../data';
import { useText, type Text } from '../../translation';
import { rollbackEffect } from './rollbackEffect';
import {
  titleOf,
  useTrainPage,
  useWhyNotAllowed,
  type TrainOrder,
} from './TrainContext';
import { useIncidentAsk } from './incidents/useIncidentAsk';

/** Something that can be asked of the train as a whole. */
export type TrainActionName = (typeof TRAIN_ACTIONS)[number];

/** An action with a train; it always asks. */
export interface TrainAction extends OfferedAction {
  name: TrainActionName;
  ask: Ask;
}

/**
 * The actions of the page's train, with what the backend says of each.
 *
 * @param about - the incident that they are asked from: its title is the reason, and its wave and products are chosen
 */
export function useTrainActions(about?: IncidentState): TrainAction[] {
  const t = useText();
  const { detail, send } = useTrainPage();
  const reasonField = useReasonField();
  const incident = useIncidentAsk();
  const whyNotAllowed = useWhyNotAllowed();
  return useMemo(() => {
    const reason = { ...reasonField, initial: about?.title };
    const asks = asksOf(t, detail, reason, incident.ask, about);
    return TRAIN_ACTIONS.map(name => ({
      name,
      label: t(`train.action.${name}`),
      whyNot: whyNotAllowed(detail.actions[name]),
      ask: asks[name],
      done: t(`train.done.${name}`),
      perform: values =>
        send.train(
          name === 'openIncident'
            ? incident.command(values)
            : commandOf(name, values, currentWave(detail.train)?.id ?? ''),
        ),
    }));
  }, [about, detail, incident, reasonField, send, t, whyNotAllowed]);
}

function commandOf(
  name: Exclude<TrainActionName, 'openIncident'>,
  { reason, ...values }: FormValues,
  wave: string,
): TrainOrder {
  switch (name) {
    case 'depart':
    case 'resume':
    case 'close':
      return { type: name };
    case 'overrideWindow':
      return {
        type: name,
        reason,
        ...(values.expiresAfter && { expiresAfter: values.expiresAfter }),
      };
    case 'rollback': {
      const products = chosenOf(values.products);
      return {
        type: name,
        reason,
        scope: values.scope === 'train' ? 'train' : 'wave',
        ...(products.length > 0 && { products }),
      };
    }
    case 'giveVerdict':
      return {
        type: name,
        wave,
        decision: values.decision === 'halt' ? 'halt' : 'proceed',
        reason,
      };
    default:
      return { type: name, reason };
  }
}

function asksOf(
  t: Text,
  detail: TrainDetail,
  reason: ReturnType<typeof useReasonField>,
  openIncident: Ask,
  about: IncidentState | undefined,
): Record<TrainActionName, Ask> {
  const { train, title } = detail;
  const wave = currentWave(train);
  const first = train.waves[0];
  const isActive = ({ activations }: ProductState) =>
    activations.some(one => one.wave === wave?.id && one.status === 'active');
  const active = detail.productStates.filter(isActive).length;
  const waveTitle = wave?.title ?? '';
  const only = { fields: [reason] };
  return {
    depart: {
      title: t('train.ask.depart', { title }),
      consequences: [
        t('train.ask.departWhat', {
          wave: first?.title ?? '',
          count: first?.products.length ?? 0,
        }),
      ],
    },
    pause: {
      title: t('train.ask.pause'),
      consequences: [t('train.ask.pauseWhat')],
      ...only,
    },
    resume: {
      title: t('train.ask.resume'),
      consequences: train.pause ? [train.pause.reason] : [],
    },
    halt: {
      title: t('train.ask.halt', { wave: waveTitle }),
      consequences: [t('train.ask.haltWhat', { count: active })],
      ...only,
    },
    resumeWave: {
      title: t('train.ask.resumeWave', { wave: waveTitle }),
      consequences: [
        ...(wave?.halt ? [wave.halt.reason] : []),
        t('train.ask.resumeWaveWhat', {
          count: Math.max(0, (wave?.products.length ?? 0) - active),
        }),
      ],
      ...only,
    },
    stopHere: {
      title: t('train.ask.stopHere'),
      consequences: [
        t('train.ask.stopHereWhat', {
          count: train.waves.filter(({ status }) => status === 'pending')
            .length,
        }),
      ],
      ...only,
    },
    rollback: rollbackAsk(t, detail, reason, about),
    cancel: {
      title: t('train.ask.cancel', { title }),
      consequences: [
        t('train.ask.cancelWhat', { count: detail.products.length }),
      ],
      ...only,
    },
    close: {
      title: t('train.ask.close', { title }),
      consequences: [
        t('train.ask.closeWhat', {
          count: train.followUps.filter(({ status }) => status === 'open')
            .length,
        }),
      ],
    },
    overrideWindow: {
      title: t('train.ask.overrideWindow'),
      consequences: [t('train.ask.overrideWindowWhat')],
      fields: [
        reason,
        {
          name: 'expiresAfter',
          label: t('train.ask.expiresAfter'),
          help: t('train.ask.expiresAfterHelp'),
          initial: '4h',
          required: true,
        },
      ],
    },
    giveVerdict: {
      title: t('train.waves.verdictTitle', { wave: waveTitle }),
      consequences: [
        (wave?.after ?? wave?.during)?.message ?? '',
        t('train.waves.verdictWhat'),
      ].filter(line => line !== ''),
      fields: [
        {
          name: 'decision',
          label: t('train.waves.verdict'),
          kind: 'select',
          initial: 'proceed',
          options: [
            { value: 'proceed', label: t('train.waves.proceed') },
            { value: 'halt', label: t('train.waves.halt') },
          ],
        },
        reason,
      ],
    },
    openIncident,
  };
}

function rollbackAsk(
  t: Text,
  detail: TrainDetail,
  reason: ReturnType<typeof useReasonField>,
  about: IncidentState | undefined,
): Ask {
  const { train } = detail;
  const elsewhere =
    about?.wave !== undefined && about.wave !== currentWave(train)?.id;
  const names = (ids: string[]) =>
    ids.map(id => titleOf(detail, id)).join(', ');
  return {
    title: t('train.ask.rollback.title'),
    consequences: values => {
      const effect = rollbackEffect(
        detail,
        values.scope === 'train' ? 'train' : 'wave',
        chosenOf(values.products),
      );
      return [
        effect.products.length > 0
          ? t('train.ask.rollback.what', {
              count: effect.products.length,
              products: names(effect.products),
            })
          : t('train.ask.rollback.nothing'),
        t('train.ask.rollback.waves', { waves: effect.waves.join(', ') }),
        ...(effect.coupled.length > 0
          ? [
              t('train.ask.rollback.coupled', {
                products: names(effect.coupled),
              }),
            ]
          : []),
      ];
    },
    fields: [
      {
        name: 'scope',
        label: t('train.ask.rollback.scope'),
        kind: 'select',
        initial: elsewhere ? 'train' : 'wave',
        options: [
          {
            value: 'wave',
            label: t('train.ask.rollback.wave', {
              wave: currentWave(train)?.title ?? '',
            }),
          },
          { value: 'train', label: t('train.ask.rollback.train') },
        ],
      },
      {
        name: 'products',
        label: t('train.ask.rollback.products'),
        kind: 'several',
        help: t('train.ask.rollback.productsHelp'),
        initial: about?.products.join(','),
        options: detail.products.map(({ id, title }) => ({
          value: id,
          label: title,
        })),
      },
      reason,
    ],
  };
}
