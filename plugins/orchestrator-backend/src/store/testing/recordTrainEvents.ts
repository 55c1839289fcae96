import {
  changeDigest,
  type EventEnvelope,
  type Failure,
  type GateCommand,
  type ResultDraft,
  type TrainCommand,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { ArchivedRuns, exportRun, importRun, restoreRun } from '../../archive';
import { Archiver } from '../../archive/Archiver';
import { ANA, BEN, type TrainHarness } from '../../trains/testing/TrainHarness';
import { planOf, trainManifest } from '../../trains/testing/trainManifest';
import { ArtifactStore } from '../ArtifactStore';
import { EventLog } from '../EventLog';
import { actsOn, EVIDENCE, requested, started, type Acts } from './trainActs';
import { DEPLOY, EVERYTHING, productOf } from './trainOfEverything';

const by = ANA.actor.ref;
const DEPARTURE = '2030-03-26T09:00:00.000Z';
const BROKEN: Failure = {
  class: 'permanent',
  code: 'broken',
  message: 'It broke',
};

/**
 * Trains in which everything happens that there is an event for, by the real decisions.
 *
 * @param other - an empty database, which the first train is imported into
 * @returns the log, in its order, and then that of the other database
 */
export async function recordTrainEvents(
  trains: TrainHarness,
  other: Knex,
): Promise<EventEnvelope[]> {
  const released = await recordRelease(trains);
  await recordRollback(trains);
  const events: EventEnvelope[] = [];
  for await (const chunk of new EventLog().readStored(trains.database)) {
    events.push(...chunk);
  }
  return [...events, ...(await recordImport(trains, other, released))];
}

async function recordRelease(trains: TrainHarness): Promise<string> {
  const id = await trains.create(EVERYTHING);
  const act = actsOn(trains, id);
  await prepare(act);
  await decide(act);
  await travel(act);
  await close(act);
  return id;
}

/** From the plan to the deadline: plans, messages, notes, rehearsals, and who is ready. */
async function prepare(act: Acts): Promise<void> {
  const manifest = trainManifest(EVERYTHING);
  const reason = 'A new plan';
  await act.train({ type: 'pause', by, reason: 'Lunch' });
  await act.train({ type: 'resume', by });
  await act.train({
    type: 'revise',
    by,
    reason,
    manifest,
    changeDigest: changeDigest(manifest),
    plan: planOf(manifest, 2),
  });
  await act.product('shop', {
    type: 'draftNotes',
    by,
    found: {
      repository: 'local:shop',
      from: { ref: 'v1', commit: '1'.repeat(40) },
      to: { ref: 'main', commit: '2'.repeat(40) },
      commits: 1,
      cut: false,
      notes: [
        {
          id: 'a',
          commit: 'a'.repeat(40),
          kind: 'feature',
          text: 'Faster',
          breaking: false,
          segments: [],
        },
      ],
    },
  });
  await act.product('shop', {
    type: 'editNotes',
    by,
    edits: [{ id: 'a', text: 'Much faster' }],
    added: [{ kind: 'fix', text: 'A typo', breaking: false, segments: [] }],
  });
  await act.train({
    type: 'editCommunication',
    id: 'news',
    by,
    subject: 'Good news',
    body: 'Look:\n\n${{ notes }}',
  });
  await act.train({ type: 'cancelCommunication', id: 'more', by, reason });
  await act.approve('news');
  await act.train({ type: 'startRehearsal', rehearsal: 'dry', by });
  await act.train({
    type: 'finishRehearsal',
    rehearsal: 'dry',
    result: 'passed',
    by,
    notes: 'Well',
    evidence: EVIDENCE,
    rollback: true,
  });
  await act.at('2030-03-06T00:00:00.000Z');
  await act.at('2030-03-06T12:00:00.000Z');
  await act.send('notSent');
  await act.train({ type: 'retryCommunication', id: 'news', by, reason });
  await act.send('sent');
  for (const product of ['vault', 'payments']) {
    await act.train({
      type: 'confirmReady',
      product,
      milestone: 'ready',
      by,
      ownershipRefs: [`group:default/team-${product}`],
      evidence: EVIDENCE,
    });
  }
  await act.at('2030-03-16T12:00:00.000Z');
  await act.train({
    type: 'grantException',
    product: 'shop',
    milestone: 'ready',
    by: BEN.actor.ref,
    ownershipRefs: [],
    reason: 'It is small',
  });
  await act.train({
    type: 'dropProduct',
    product: 'labels',
    by,
    reason: 'It is not done',
    dependents: true,
  });
}

/** Evidence that comes, is waived, changes, and is signed. */
async function decide(act: Acts): Promise<void> {
  await act.at('2030-03-19T12:00:00.000Z');
  for (const product of ['vault', 'payments', 'shop']) {
    await act.tick(product);
  }
  const record = (criterion: string, result: ResultDraft): GateCommand => ({
    type: 'record',
    gate: 'go',
    criterion,
    result,
    by: 'system:orchestrator',
  });
  const about = (criterion: string) => ({ gate: 'go', criterion });
  const pass: ResultDraft = {
    status: 'pass',
    summary: 'All well',
    evidence: EVIDENCE,
  };
  const until = '2030-03-25T00:00:00.000Z';
  const reason = 'It is known';
  await act.gate(record('on-call', pass));
  await act.gate({
    type: 'postpone',
    ...about('policy'),
    postponed: { host: 'github.com', until },
  });
  await act.gate(record('policy', { ...pass, status: 'fail' }));
  const waive: GateCommand = {
    type: 'waive',
    ...about('policy'),
    reason,
    expiresAt: until,
    by,
  };
  await act.gate(waive);
  await act.gate({ type: 'revokeWaiver', ...about('policy'), by });
  await act.gate(record('policy', { ...pass, status: 'inconclusive' }));
  await act.gate({
    type: 'giveVerdict',
    ...about('policy'),
    status: 'pass',
    reason,
    by: BEN.actor.ref,
  });
  await act.signCriterion('agreed');
  await act.gate(
    {
      type: 'withdrawCriterionSignOff',
      ...about('agreed'),
      by: BEN.actor.ref,
    },
    BEN,
  );
  await act.sign();
  await act.gate({ type: 'withdrawSignOff', by: BEN.actor.ref }, BEN);
  await act.signCriterion('agreed');
  await act.sign();
  // What was signed has changed: the gate opens again, until it is as it was signed.
  await act.tick('shop', false);
  await act.tick('shop');
}

/** Two waves, the first one with a question, the second one with a step that fails. */
async function travel(act: Acts): Promise<void> {
  await act.at(DEPARTURE);
  const reason = 'All is well';
  await act.train({
    type: 'overrideWindow',
    by: BEN.actor.ref,
    reason: 'The audit knows',
    expiresAt: '2030-03-26T18:00:00.000Z',
  });
  await act.train({ type: 'depart', by });
  await act.work({ payments: { ...BROKEN, class: 'transient' } });
  await act.at('2030-03-26T09:30:00.000Z');
  await act.workflow('payments', 'pilot');
  await act.work();
  await act.product('shop', {
    type: 'tickRunbook',
    wave: 'pilot',
    step: 'warm',
    runbookStep: 'a',
    result: 'done',
    by,
    onCall: [by],
    note: 'Warm',
  });
  await act.assess('pilot', 'during', 'Inconclusive');
  await act.train({
    type: 'giveVerdict',
    wave: 'pilot',
    decision: 'proceed',
    by,
    reason,
  });
  await act.at('2030-03-26T10:00:00.000Z');
  await act.assess('pilot', 'after', 'Successful');

  await act.work({ vault: BROKEN });
  await act.product('vault', { type: 'retryStep', wave: 'all', by });
  await act.work({ vault: BROKEN });
  await act.product('vault', {
    type: 'settleStep',
    wave: 'all',
    by,
    note: 'By hand',
  });
  const { incidents } = await act.state();
  const [{ id }] = incidents;
  await act.train({ type: 'noteIncident', id, by, text: 'A typo' });
  await act.train({ type: 'resolveIncident', id, by, resolution: 'Mended' });
  await act.train({ type: 'resumeWave', by, reason });
  await act.workflow('payments', 'all');
  await act.work();
  await act.product('shop', {
    type: 'tickRunbook',
    wave: 'all',
    step: 'warm',
    runbookStep: 'a',
    result: 'done',
    by,
    onCall: [],
  });
}

/** What is left to do, what it was worth, and the archive. */
async function close(act: Acts): Promise<void> {
  const { trains, id } = act;
  const followUp = (name: string) => ({
    id: name,
    title: name,
    owner: 'group:default/commerce',
    due: '2030-05-01T00:00:00.000Z',
    source: 'person' as const,
  });
  await act.train({ type: 'addFollowUp', followUp: followUp('tidy') });
  await act.train({ type: 'addFollowUp', followUp: followUp('tell') });
  await act.train({ type: 'finishFollowUp', id: 'tell', by });
  const source = { server: 'default', evidence: [] };
  const errors = { type: 'reportSuccess' as const, id: 'errors', source, by };
  await act.train({ ...errors, result: { error: 'No server' } });
  await act.train({ ...errors, result: { value: 0.5 } });
  await act.train({
    type: 'recordSuccess',
    id: 'orders',
    value: 120,
    note: 'More than ever',
    by,
  });
  await act.train({
    type: 'recordPostMortem',
    by,
    url: 'https://docs.example.com/spring',
  });
  const heir = await trains.create({ departure: '2030-04-26T10:00' });
  await trains.service.end(id, { type: 'close', by }, heir, ANA);
  await trains.service.command(
    heir,
    { type: 'cancel', by, reason: 'No budget' },
    ANA,
  );

  const { database, clock } = trains;
  const runs = {
    within: (
      trx: Knex.Transaction,
      runId: string,
      command: TrainCommand,
      request: typeof ANA,
    ) =>
      trains.service.within(
        trains.records.within(trx),
        runId,
        command,
        request,
      ),
  };
  const archiver = new Archiver({ database, clock, runs });
  await database('outbox').delete();
  await archiver.seal(id);
  await database('outbox').delete();
  await archiver.pack(id);
  await restoreRun(database, runs, id, ANA);
}

/** A train that is taken back while a workflow runs, and ends where it is. */
async function recordRollback(trains: TrainHarness): Promise<void> {
  const id = await trains.create({
    products: [productOf('vault', [DEPLOY])],
    dependencies: [],
  });
  const act = actsOn(trains, id);
  await act.tick('vault');
  await act.sign();
  await act.train({ type: 'depart', by });
  await act.report('vault', 'pilot', [requested(), started()]);
  await act.train({
    type: 'rollback',
    by,
    reason: 'It is slower',
    scope: 'wave',
  });
  await act.work();
  for (const claim of await act.claims('train.step')) {
    await trains.service.completeCancel(
      claim,
      { wave: 'pilot', workId: claim.item.id, outcome: 'cancelled' },
      ANA,
    );
  }
  await act.train({ type: 'stopHere', by, reason: 'Next month' });
}

async function recordImport(
  { database, clock }: TrainHarness,
  other: Knex,
  id: string,
): Promise<EventEnvelope[]> {
  const toolsOf = (some: Knex) => ({
    database: some,
    clock,
    artifacts: new ArtifactStore({ database: some, clock }),
  });
  await importRun(toolsOf(other), await exportRun(toolsOf(database), id), ANA);
  const history = await new ArchivedRuns(other).find(id);
  return history?.events.slice(-1) ?? [];
}
