import {
  createTranslationRef,
  useTranslationRef,
} from '@backstage/core-plugin-api/alpha';
import type { TranslationFunction } from '@backstage/frontend-plugin-api';
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
import { reportMessages } from './messages/report';
import { stateMessages } from './messages/states';
import { sweepMessages } from './messages/sweep';
import { sweepsMessages } from './messages/sweeps';
import { targetMessages } from './messages/target';
import { trainMessages } from './messages/train';
import { trainsMessages } from './messages/trains';
import { trainStateMessages } from './messages/trainStates';

/** Every word that the orchestrator's pages show, in English; translate it with Backstage's translation resources. @public */
export const orchestratorTranslationRef = createTranslationRef({
  id: 'plugin.orchestrator',
  messages: {
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
    report: reportMessages,
    state: stateMessages,
    sweep: sweepMessages,
    sweeps: sweepsMessages,
    target: targetMessages,
    train: trainMessages,
    trains: trainsMessages,
    trainState: trainStateMessages,
  },
});

/** The function that turns a message's key into words in the viewer's language. */
export type Text = TranslationFunction<typeof orchestratorTranslationRef.T>;

/** Words in the viewer's language. */
export function useText(): Text {
  return useTranslationRef(orchestratorTranslationRef).t;
}
