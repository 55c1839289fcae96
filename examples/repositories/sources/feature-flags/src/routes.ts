import { isEnabled } from './rollout.ts';
import type { Routes } from './server.ts';

export const routes: Routes = {
  'POST /flags/evaluate': ({ body }) => ({ enabled: isEnabled(body.flag, body.shopper) }),
};
