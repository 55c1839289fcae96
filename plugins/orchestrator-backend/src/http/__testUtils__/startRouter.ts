import { mockServices } from '@backstage/backend-test-utils';
import {
  routes,
  type OperationId,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import express, { type Express } from 'express';
import { systemClock } from '../../clock';
import { createOperationCaller } from '../callOperation';
import { createHealthRouter } from '../createHealthRouter';
import { createRouter } from '../createRouter';
import type { OperationHandlers } from '../handlers';
import { Health } from '../../health';
import { RequestRates } from '../RequestRates';

/** A file of one piece. */
async function* fakeFile() {
  yield Buffer.from('x');
}

/** Handlers that all answer with next to nothing unless a test gives its own. */
export function fakeHandlers(
  own: Partial<OperationHandlers> = {},
): OperationHandlers {
  const entries = (Object.keys(routes) as OperationId[]).map(operation => [
    operation,
    jest.fn(async () => ({ id: 'x' })),
  ]);
  return {
    ...Object.fromEntries(entries),
    exportRun: async () => fakeFile(),
    ...own,
  };
}

/** The routers in a server of their own, with services that a test can look at. */
export function startRouter(own: Partial<OperationHandlers> = {}) {
  const event = {
    success: jest.fn(async () => {}),
    fail: jest.fn(async () => {}),
  };
  const services = {
    handlers: fakeHandlers(own),
    httpAuth: mockServices.httpAuth(),
    userInfo: mockServices.userInfo({
      ownershipEntityRefs: ['user:default/mock', 'group:default/payments'],
    }),
    auditor: { createEvent: jest.fn(async () => event) },
    logger: mockServices.logger.mock(),
    renderCalendar: async () => 'BEGIN:VCALENDAR',
    rates: new RequestRates({ requestsPerMinute: 0, clock: systemClock }),
    manifestBytes: 256 * 1024,
  };
  const router = createRouter({
    ...services,
    call: createOperationCaller(services),
  });
  const health = new Health({ logger: services.logger });
  const probes = createHealthRouter(health);
  const app: Express = express();
  app.use('/api/orchestrator', probes);
  app.use('/api/orchestrator', router);
  return { app, routers: [probes, router], event, ...services };
}
