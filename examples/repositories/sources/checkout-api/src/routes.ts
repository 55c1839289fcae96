import { next } from './checkout.ts';
import type { Routes } from './server.ts';

export const routes: Routes = {
  'POST /checkouts/next': ({ body }) => ({ state: next(body.state, body.event) }),
};
