import {
  createTranslationRef,
  useTranslationRef,
  type TranslationRef,
} from '@backstage/core-plugin-api/alpha';
import { calendarMessages } from './messages/calendar';
import { changeMessages } from './messages/change';
import { commonMessages } from './messages/common';
import { diffMessages } from './messages/diff';
import { entityMessages } from './messages/entity';
import { eventMessages } from './messages/events';
import { flagMessages } from './messages/flags';
import { homeMessages } from './messages/home';
import { inboxMessages } from './messages/inbox';
import { newSweepMessages } from './messages/newSweep';
import { newTrainMessages } from './messages/newTrain';
import { operatorMessages } from './messages/operator';
import { overviewMessages } from './messages/overview';
import { replayMessages } from './messages/replay';
import { reportMessages } from './messages/report';
import { searchMessages } from './messages/search';
import { stateMessages } from './messages/states';
import { runFileMessages } from './messages/runFile';
import { sweepMessages } from './messages/sweep';
import { sweepsMessages } from './messages/sweeps';
import { targetMessages } from './messages/target';
import { trainMessages } from './messages/train';
import { trainsMessages } from './messages/trains';
import { trainStateMessages } from './messages/trainStates';

/** The messages in English, as they are nested. @public */
export const orchestratorMessages = {
  calendar: calendarMessages,
  change: changeMessages,
  common: commonMessages,
  diff: diffMessages,
  entity: entityMessages,
  event: eventMessages,
  flags: flagMessages,
  home: homeMessages,
  inbox: inboxMessages,
  newSweep: newSweepMessages,
  newTrain: newTrainMessages,
  operator: operatorMessages,
  overview: overviewMessages,
  replay: replayMessages,
  report: reportMessages,
  search: searchMessages,
  state: stateMessages,
  runFile: runFileMessages,
  sweep: sweepMessages,
  sweeps: sweepsMessages,
  target: targetMessages,
  train: trainMessages,
  trains: trainsMessages,
  trainState: trainStateMessages,
} as const;

/** Keys of nested messages, with dots between the names. @public */
export type MessageKey<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${MessageKey<T[K]>}`;
}[keyof T & string];

/**
 * Every word that the orchestrator's pages show, in English; translate it with Backstage's translation resources.
 *
 * @remarks
 * The type is written here: what Backstage infers of more than a thousand messages takes the compiler minutes, as it
 * grows with the square of their number.
 * @public
 */
export const orchestratorTranslationRef = createTranslationRef({
  id: 'plugin.orchestrator',
  messages: orchestratorMessages as Nested,
}) as unknown as TranslationRef<
  'plugin.orchestrator',
  { readonly [K in MessageKey<typeof orchestratorMessages>]: string }
>;

interface Nested {
  [key: string]: Nested | string;
}

type Plural = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';

/** Keys as pages ask for them: without the suffix that a number decides on. */
type TextKey<K> = K extends `${infer Base}_${Plural}` ? Base : K;

type MessageAt<T, K extends string> = K extends keyof T
  ? T[K]
  : K extends `${infer Head}.${infer Rest}`
  ? Head extends keyof T
    ? MessageAt<T[Head], Rest>
    : never
  : never;

/** The message of a key; of one that a number decides on, all of its forms. */
type MessageOf<K extends string> = MessageAt<
  typeof orchestratorMessages,
  K | `${K}_${Plural}`
>;

/** Names in double braces. */
type NamesIn<M> = M extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** The function that turns a message's key, and values for all names in it, into words in the viewer's language. */
export interface Text {
  <K extends TextKey<MessageKey<typeof orchestratorMessages>>>(
    key: K,
    ...values: [NamesIn<MessageOf<K>>] extends [never]
      ? [values?: {}]
      : [
          values: {
            [N in NamesIn<MessageOf<K>>]: N extends 'count'
              ? number
              : string | number;
          },
        ]
  ): string;
}

/** Words in the viewer's language. */
export function useText(): Text {
  return useTranslationRef(
    orchestratorTranslationRef as unknown as TranslationRef,
  ).t as Text;
}
