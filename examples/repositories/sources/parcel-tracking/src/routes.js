import { stateOf, timeline } from './states.js';

export const routes = {
  'POST /parcels/timeline': ({ body }) =>
    timeline(body.events.map(event => ({ at: event.at, state: stateOf(body.carrier, event.code) }))),
};
