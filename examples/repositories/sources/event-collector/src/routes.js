import { refusal } from './accept.js';

export const routes = {
  'POST /events': ({ body }) => ({
    refused: body.events.map(event => refusal(event, new Date())).filter(Boolean),
  }),
};
