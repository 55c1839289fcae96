import type { TrainEvent } from '../events';
import type { TrainState } from '../model';
import { accept, reject, type Decision } from '../sweep/decision';
import type { TrainCommandOf } from './trainCommands';

/** Decides on incidents. */
export function decideIncident(
  state: TrainState,
  command: TrainCommandOf<'openIncident' | 'noteIncident' | 'resolveIncident'>,
): Decision<TrainEvent> {
  const incident = state.incidents.find(({ id }) => id === command.id);
  if (command.type === 'openIncident') {
    return incident ? accept<TrainEvent>() : open(state, command);
  }
  if (!incident) {
    return reject('invalid', `The train has no incident ${command.id}`);
  }
  const { id, by } = command;
  if (command.type === 'noteIncident') {
    return accept<TrainEvent>({
      type: 'incident.noted',
      data: { id, by, text: command.text },
    });
  }
  if (incident.resolvedAt !== undefined) {
    return accept<TrainEvent>();
  }
  return command.resolution.trim() === ''
    ? reject('invalid', 'Say how the incident was resolved')
    : accept<TrainEvent>({
        type: 'incident.resolved',
        data: { id, by, resolution: command.resolution },
      });
}

function open(
  state: TrainState,
  {
    id,
    title,
    severity,
    wave,
    products,
    by,
    pause,
  }: TrainCommandOf<'openIncident'>,
): Decision<TrainEvent> {
  if (wave !== undefined && !state.waves.some(one => one.id === wave)) {
    return reject('invalid', `The train has no wave ${wave}`);
  }
  const opened: TrainEvent = {
    type: 'incident.opened',
    data: {
      id,
      title,
      severity,
      products,
      openedBy: by,
      cause: 'person',
      ...(wave !== undefined && { wave }),
    },
  };
  return pause && !state.pause
    ? accept<TrainEvent>(opened, {
        type: 'train.paused',
        data: { by, reason: `Incident: ${title}` },
      })
    : accept<TrainEvent>(opened);
}
