import {
  productStream,
  type RunEventRecord,
  type TrainDeadLetter,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailedToLoad, Loading } from '../../../components/QueryView';
import { EventList, TRAIN_EVENT_TYPES } from '../../../components/timeline';
import { useTrainEvents } from '../../../data';

const typesOf = (...prefixes: string[]) =>
  TRAIN_EVENT_TYPES.filter(type => prefixes.includes(type.split('.')[0]));

const EVENTS = {
  step: typesOf('activation', 'step', 'runbook'),
  message: typesOf('communication'),
};

/** Everything that happened to a step or a message of a train, oldest first. */
export function TrainLetterEvents({ letter }: { letter: TrainDeadLetter }) {
  const { trainId, kind } = letter;
  const events = useTrainEvents(trainId, EVENTS[kind]);
  if (!events.value) {
    return events.error ? (
      <FailedToLoad error={events.error} retry={events.refresh} />
    ) : (
      <Loading lines={3} />
    );
  }
  return (
    <EventList
      events={events.value.filter(event => isAbout(event, letter))}
      runId={trainId}
      showTarget={false}
    />
  );
}

/** Of a product in its wave: its steps go one after the other, and what began or ended with them says why. */
function isAbout(
  { stream, data }: RunEventRecord,
  { trainId, kind, id, product, wave }: TrainDeadLetter,
): boolean {
  const about = data as { id?: string; wave?: string; step?: string };
  return kind === 'step'
    ? stream === productStream(trainId, product?.id ?? '') &&
        about.wave === wave?.id &&
        [undefined, id].includes(about.step)
    : about.id === id;
}
