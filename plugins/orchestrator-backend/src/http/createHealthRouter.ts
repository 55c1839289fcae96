import express, { type Router } from 'express';
import type { HealthReport } from '../health';

/** Where probes ask; no token is needed. */
export const HEALTH_PATH = '/health';

/**
 * Answers probes: 200 where each part works, else 503. Served by every replica, also by those that only work.
 *
 * @remarks It says no more than a probe needs: what is wrong stands in the log.
 */
export function createHealthRouter(health: { report(): HealthReport }): Router {
  const router = express.Router();
  router.get(HEALTH_PATH, (_request, response) => {
    const report = health.report();
    response
      .status(report.status === 'ok' ? 200 : 503)
      .set('cache-control', 'no-store')
      .set('x-content-type-options', 'nosniff')
      .json(report);
  });
  return router;
}
