import {
  TRAIN_PART,
  type CriterionCommand,
  type GateCommand,
  type ProductCommand,
  type TrainCommand,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Request } from '../../../runs/RunService';
import type { TrainService } from '../../../trains/TrainService';
import type { Random } from '../../Random';
import { ANA } from '../people';
import type { TrainSetting } from '../TrainSetting';
import type { TrainView } from '../TrainView';

/** What somebody who acts has at hand. */
export interface ActContext {
  service: TrainService;
  view: TrainView;
  random: Random;
  setting: TrainSetting;
  /** Digests as they were when somebody last looked, by gate and part. */
  remembered: Map<string, string>;
  requestOf(by: string): Request;
}

/** Something that somebody may do; undefined where there is nothing of the kind to do. */
export type Act = (context: ActContext) => Promise<TrainState> | undefined;

/** A criterion that is asked, with where it stands. */
export type Cell = TrainView['cells'][number];

/** A command without the place that it is about. */
type Placeless<T> = T extends unknown ? Omit<T, 'gate' | 'criterion'> : never;

/** A command about one criterion, wherever that is. */
export type OnCriterion = Placeless<CriterionCommand>;

/** What people give as a reason. */
export const REASON = 'because';

/** One of several things, if there are any. */
export function some<T>(random: Random, from: readonly T[]): T | undefined {
  return from.length > 0 ? random.pick(from) : undefined;
}

/** Some criterion of a kind. */
export function someCell(
  { random, view }: ActContext,
  test: (cell: Cell['cell']) => boolean,
): Cell | undefined {
  return some(
    random,
    view.cells.filter(({ cell }) => test(cell)),
  );
}

/** Mostly what makes sense; now and then what does not. */
export function isTried({ random }: ActContext, makesSense: boolean): boolean {
  return makesSense || random.chance(0.1);
}

/** What somebody has before their eyes: now and then a page has been open for a while. */
export function looked(
  { remembered, random }: ActContext,
  key: string,
  digest: string,
): string {
  const earlier = remembered.get(key);
  if (earlier !== undefined && random.chance(0.25)) {
    return earlier;
  }
  remembered.set(key, digest);
  return digest;
}

/** An instant so much after what is seen, ISO 8601. */
export function later({ now }: TrainView, minutes: number): string {
  return new Date(Date.parse(now) + minutes * 60_000).toISOString();
}

/** Sends a command about the train, in the name of whoever it says. */
export function onTrain(
  { service, view, requestOf }: ActContext,
  command: TrainCommand,
): Promise<TrainState> {
  return service.command(view.train.id, command, requestOf(byOf(command)));
}

/** Sends a command about a gate. */
export function onGate(
  { service, view, requestOf }: ActContext,
  gate: string,
  command: GateCommand,
): Promise<TrainState> {
  return service.commandGate(
    view.train.id,
    gate,
    command,
    requestOf(byOf(command)),
  );
}

/** Sends a command about a product. */
export function onProduct(
  { service, view, requestOf }: ActContext,
  product: string,
  command: ProductCommand,
): Promise<TrainState> {
  return service.commandProduct(
    view.train.id,
    product,
    command,
    requestOf(byOf(command)),
  );
}

/** Sends a command about one criterion where its stream is. */
export function onCriterion(
  context: ActContext,
  { gate, part, cell }: Cell,
  command: OnCriterion,
): Promise<TrainState> {
  const placed = {
    ...command,
    gate,
    criterion: cell.criterion,
  } as CriterionCommand;
  return part === TRAIN_PART
    ? onGate(context, gate, placed)
    : onProduct(context, part, placed);
}

/** Has the evidence of one criterion looked at again. */
export function refreshed(
  { service, view, requestOf }: ActContext,
  { gate, part, cell }: Cell,
): Promise<TrainState> {
  return service.refresh(
    view.train.id,
    { kind: 'gate', gate, criterion: cell.criterion, part },
    requestOf(ANA),
  );
}

function byOf(command: TrainCommand | GateCommand | ProductCommand): string {
  return 'by' in command ? command.by : ANA;
}
