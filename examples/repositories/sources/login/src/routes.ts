import { waitSeconds } from './attempts.ts';
import type { Routes } from './server.ts';

export const routes: Routes = {
  'GET /attempts/wait': ({ query }) => ({ seconds: waitSeconds(Number(query.get('failed'))) }),
};
