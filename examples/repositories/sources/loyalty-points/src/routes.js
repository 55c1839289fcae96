import { levelOf, pointsFor } from './points.js';

export const routes = {
  'POST /points': ({ body }) => ({ points: pointsFor(body.total), level: levelOf(body.balance) }),
};
