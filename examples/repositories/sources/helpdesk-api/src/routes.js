import { dueAt, queueFor } from './queues.js';

export const routes = {
  'POST /tickets': ({ body }) => ({
    queue: queueFor(body.subject),
    dueAt: dueAt(new Date(), body.orderTotal ?? 0).toISOString(),
  }),
};
