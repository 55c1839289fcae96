import { useApi } from '@backstage/core-plugin-api';
import {
  ENDED_PHASES,
  TRAIN_PART,
  type ActionState,
  type OrchestratorApi,
  type RouteInput,
  type Routes,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  createContext,
  useCallback,
  useContext,
  useMemo,
  type PropsWithChildren,
} from 'react';
import { orchestratorApiRef } from '../../api';
import { problemOf, type Query, type TrainDetail } from '../../data';
import { useText } from '../../translation';
import {
  useTrainForecast,
  type TrainForecastQuery,
} from './forecast/useTrainForecast';

/** A command to the train itself. */
export type TrainOrder = RouteInput<Routes['commandTrain']>['body']['command'];
/** A command to one of its products. */
export type ProductOrder = RouteInput<
  Routes['commandProduct']
>['body']['command'];
/** A command to one of its gates. */
export type GateOrder = RouteInput<Routes['commandGate']>['body']['command'];
/** A command about one criterion; products and gates take the same. */
export type CriterionOrder = Extract<
  ProductOrder & GateOrder,
  { criterion: string }
>;

/** Gives a command to the product, or to the gate where the criterion is asked once for the whole train. */
export function commandCriterion(
  api: OrchestratorApi,
  trainId: string,
  part: string,
  command: CriterionOrder,
): Promise<TrainDetail> {
  return part === TRAIN_PART
    ? api.commandGate({
        params: { trainId, gateId: command.gate },
        body: { command },
      })
    : api.commandProduct({
        params: { trainId, productId: part },
        body: { command },
      });
}

/** Gives commands; the page shows what they answer with. */
export interface TrainSender {
  train: (command: TrainOrder) => Promise<void>;
  product: (product: string, command: ProductOrder) => Promise<void>;
  gate: (gate: string, command: GateOrder) => Promise<void>;
  /** {@inheritDoc commandCriterion} */
  criterion: (part: string, command: CriterionOrder) => Promise<void>;
}

interface TrainPageValue {
  detail: TrainDetail;
  send: TrainSender;
  /** When it is likely to do what. */
  forecast: TrainForecastQuery;
}

const Context = createContext<TrainPageValue | undefined>(undefined);

const CONFLICT = 409;

/** Hands the train of a page to everything on it. */
export function TrainProvider(
  props: PropsWithChildren<{
    detail: TrainDetail;
    query: Pick<Query<TrainDetail>, 'set' | 'refresh'>;
  }>,
) {
  const { detail, query, children } = props;
  const { set, refresh } = query;
  const api = useApi(orchestratorApiRef);
  const t = useText();
  const trainId = detail.id;
  const send = useMemo<TrainSender>(() => {
    const show = async (answer: Promise<TrainDetail>) => {
      try {
        set(await answer);
      } catch (error) {
        // What the person saw may be old by now.
        refresh();
        const { status, message } = problemOf(error);
        throw status === CONFLICT
          ? new Error(t('train.board.stale', { message }))
          : error;
      }
    };
    return {
      product: (productId, command) =>
        show(
          api.commandProduct({
            params: { trainId, productId },
            body: { command },
          }),
        ),
      gate: (gateId, command) =>
        show(
          api.commandGate({ params: { trainId, gateId }, body: { command } }),
        ),
      train: command =>
        show(api.commandTrain({ params: { trainId }, body: { command } })),
      criterion: (part, command) =>
        show(commandCriterion(api, trainId, part, command)),
    };
  }, [api, refresh, set, t, trainId]);
  const forecast = useTrainForecast(detail);
  const value = useMemo(
    () => ({ detail, send, forecast }),
    [detail, send, forecast],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** Where a train is only shown, nothing is ordered of it. */
const ORDERS_NOTHING = async () => {
  throw new Error('This train is only shown here');
};

/**
 * Hands a train to what shows how it was, such as the evidence of a question: it neither takes commands nor is
 * anything foreseen of it.
 */
export function ShownTrain(props: PropsWithChildren<{ detail: TrainDetail }>) {
  const { detail, children } = props;
  const value = useMemo<TrainPageValue>(
    () => ({
      detail,
      send: {
        train: ORDERS_NOTHING,
        product: ORDERS_NOTHING,
        gate: ORDERS_NOTHING,
        criterion: ORDERS_NOTHING,
      },
      forecast: { refresh: () => {} },
    }),
    [detail],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** The train of the page, and how to give it commands. */
export function useTrainPage(): TrainPageValue {
  const value = useContext(Context);
  if (!value) {
    throw new Error('There is no train on this page');
  }
  return value;
}

/** Why nothing can be changed any more; undefined as long as it can. */
export function useWhyEnded(): string | undefined {
  const t = useText();
  const { detail } = useTrainPage();
  return ENDED_PHASES.includes(detail.phase) ? t('train.ended') : undefined;
}

/** Says why something that the backend was asked about is not possible; undefined where it is. */
export function useWhyNotAllowed(): (
  state: ActionState | undefined,
) => string | undefined {
  const t = useText();
  return useCallback(
    state => (state?.allowed ? undefined : state?.reason ?? t('train.notNow')),
    [t],
  );
}

/** Title of a product by its id. */
export function titleOf(detail: TrainDetail, product: string): string {
  return detail.products.find(({ id }) => id === product)?.title ?? product;
}
