import type {
  GateEventType,
  ProductEventType,
  TrainEventType,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { testDatabases } from '../testing';
import { TrainHarness } from '../trains/testing/TrainHarness';
import { EVENT_SCHEMA_VERSION } from './EventLog';
import {
  readEventFixtures,
  shapesOf,
  trainStatesOf,
  writeEventFixtures,
} from './testing/eventFixtures';
import { recordTrainEvents } from './testing/recordTrainEvents';

const databases = testDatabases();

/** The compiler asks for each type that there is; a new one needs a line here, and its place in `recordTrainEvents`. */
const TYPES: Record<TrainEventType | ProductEventType | GateEventType, true> = {
  'train.created': true,
  'train.revised': true,
  'train.preparingStarted': true,
  'train.gated': true,
  'train.departed': true,
  'train.paused': true,
  'train.resumed': true,
  'train.windowOverridden': true,
  'train.closingStarted': true,
  'train.closed': true,
  'train.cancelled': true,
  'train.archived': true,
  'train.restored': true,
  'train.imported': true,
  'milestone.announced': true,
  'passenger.ready': true,
  'passenger.late': true,
  'passenger.excepted': true,
  'passenger.left': true,
  'rehearsal.started': true,
  'rehearsal.finished': true,
  'wave.started': true,
  'wave.soakStarted': true,
  'wave.analysisStarted': true,
  'wave.verdictAsked': true,
  'wave.verdictGiven': true,
  'wave.halted': true,
  'wave.resumed': true,
  'wave.finished': true,
  'wave.skipped': true,
  'analysis.assessed': true,
  'rollback.started': true,
  'rollback.finished': true,
  'incident.opened': true,
  'incident.noted': true,
  'incident.resolved': true,
  'communication.edited': true,
  'communication.notesChanged': true,
  'communication.approved': true,
  'communication.sending': true,
  'communication.handedOver': true,
  'communication.sent': true,
  'communication.failed': true,
  'communication.retried': true,
  'communication.cancelled': true,
  'followUp.added': true,
  'followUp.finished': true,
  'followUp.carried': true,
  'success.recorded': true,
  'success.failed': true,
  'postMortem.recorded': true,
  'gate.planned': true,
  'gate.opened': true,
  'gate.evidenceChanged': true,
  'gate.signed': true,
  'gate.signOffWithdrawn': true,
  'gate.decided': true,
  'gate.reopened': true,
  'criterion.recorded': true,
  'criterion.postponed': true,
  'criterion.ticked': true,
  'criterion.waived': true,
  'criterion.waiverRevoked': true,
  'criterion.verdictGiven': true,
  'criterion.signed': true,
  'criterion.signOffWithdrawn': true,
  'product.planned': true,
  'activation.started': true,
  'activation.rollbackStarted': true,
  'activation.finished': true,
  'step.started': true,
  'step.finished': true,
  'step.attemptFailed': true,
  'step.failed': true,
  'step.retried': true,
  'step.settled': true,
  'step.workflowRequested': true,
  'step.workflowStarted': true,
  'step.workflowRefused': true,
  'step.workflowEnded': true,
  'step.workflowGivenUp': true,
  'step.workflowCancelled': true,
  'notes.drafted': true,
  'notes.edited': true,
  'runbook.ticked': true,
};

describe('events of trains of every release', () => {
  it('are kept for every type that there is', async () => {
    const fixtures = await readEventFixtures('trains');
    const kept = fixtures.flatMap(({ events }) =>
      events.map(({ type }) => type),
    );
    expect([...new Set(kept)].sort()).toEqual(Object.keys(TYPES).sort());
    expect(fixtures.map(({ version }) => version)).toEqual(
      Array.from({ length: EVENT_SCHEMA_VERSION }, (_, index) => index + 1),
    );
  });

  it('stand for the states that they stood for when they were written', async () => {
    for (const { events, states } of await readEventFixtures('trains')) {
      expect(JSON.parse(JSON.stringify(trainStatesOf(events)))).toEqual(states);
    }
  });

  it('are written today in the newest shape: another one is another version', async () => {
    const [database, other] = [
      await databases.init('SQLite'),
      await databases.init('SQLite'),
    ];
    const written = await recordTrainEvents(new TrainHarness(database), other);
    if (process.env.RECORD_EVENTS) {
      await writeEventFixtures('trains', {
        version: EVENT_SCHEMA_VERSION,
        events: written,
        states: trainStatesOf(written),
      });
    }
    const newest = (await readEventFixtures('trains')).at(-1);
    // Where they differ, it is as with those of sweeps: see upcast.test.ts.
    expect(shapesOf(written)).toEqual(shapesOf(newest?.events ?? []));
  });
});
