import { rating } from './rating.ts';
import type { Routes } from './server.ts';

export const routes: Routes = {
  'POST /rating': ({ body }) => ({ rating: rating(body.reviews) }),
};
