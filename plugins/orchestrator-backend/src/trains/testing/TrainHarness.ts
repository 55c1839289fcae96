import {
  SYSTEM_ACTOR,
  trainBoard,
  type GateBoard,
  type StepState,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { inTransaction } from '../../runs/inTransaction';
import type { CommandObserver } from '../../runs/CommandObserver';
import type { Request } from '../../runs/RunService';
import type { Timer } from '../../runs/timers';
import { EventLog } from '../../store/EventLog';
import { TestClock } from '../../testing';
import { KnexWorkTransport } from '../../work/KnexWorkTransport';
import type { Claim } from '../../work/WorkTransport';
import { KnexTrainDatabase, readProducts } from '../KnexTrainRecords';
import { TrainQueries } from '../TrainQueries';
import { TrainService } from '../TrainService';
import { planOf, PRODUCTS, trainManifest } from './trainManifest';

export const ANA: Request = {
  actor: { kind: 'user', ref: 'user:default/ana' },
  requestId: 'test',
};
export const BEN: Request = {
  actor: { kind: 'user', ref: 'user:default/ben' },
  requestId: 'test',
};
const SYSTEM: Request = { actor: SYSTEM_ACTOR, requestId: 'system' };

/** Real decisions, store and transport; only what steps do is scripted. */
export class TrainHarness {
  readonly clock = new TestClock('2030-03-01T00:00:00.000Z');
  readonly timers = new Map<string, Timer>();
  readonly transport: KnexWorkTransport;
  readonly records: KnexTrainDatabase;
  readonly service: TrainService;
  readonly queries: TrainQueries;

  constructor(
    readonly database: Knex,
    {
      log = new EventLog(),
      commands,
    }: { log?: EventLog; commands?: CommandObserver } = {},
  ) {
    this.transport = new KnexWorkTransport({ database, clock: this.clock });
    this.records = new KnexTrainDatabase(database, {
      log,
      transport: this.transport,
      timers: {
        set: async (_trx, timer) => {
          this.timers.set(timer.id, timer);
        },
        clear: async (_trx, id) => {
          this.timers.delete(id);
        },
      },
    });
    this.service = new TrainService({
      database: this.records,
      clock: this.clock,
      random: () => 0.5,
      commands,
    });
    this.queries = new TrainQueries(database);
  }

  create(patch: Parameters<typeof trainManifest>[0] = {}): Promise<string> {
    const manifest = trainManifest(patch);
    return this.service.create({
      ...ANA,
      manifest,
      plan: planOf(manifest),
      followUps: [],
    });
  }

  async train(id: string): Promise<TrainState> {
    return (await this.queries.parts(id)).train;
  }

  async board(id: string): Promise<GateBoard[]> {
    return trainBoard(
      await this.queries.parts(id),
      this.clock.now().toISOString(),
    );
  }

  /** Lets time pass, and fires what is due. */
  async at(instant: string): Promise<void> {
    this.clock.set(instant);
    for (const timer of [...this.timers.values()]) {
      if (timer.dueAt <= instant) {
        this.timers.delete(timer.id);
        await inTransaction(this.database, trx =>
          this.service.wake(this.records.within(trx), timer.runId, SYSTEM),
        );
      }
    }
  }

  /** Lets time pass up to what is due next. */
  async next(): Promise<string> {
    const [dueAt] = [...this.timers.values()].map(timer => timer.dueAt).sort();
    await this.at(dueAt);
    return dueAt;
  }

  /** Ana says that the docs of a product are there, or no longer are. */
  async tick(id: string, product: string, done = true): Promise<void> {
    await this.service.commandProduct(
      id,
      product,
      {
        type: 'tick',
        gate: 'go',
        criterion: 'ready',
        item: 'docs',
        done,
        evidence: done
          ? [{ title: 'Docs', url: 'https://docs.example.com' }]
          : [],
        by: ANA.actor.ref,
        ownershipRefs: [`group:default/team-${product}`],
      },
      ANA,
    );
  }

  /** Everybody says that their product is ready. */
  async tickAll(id: string): Promise<void> {
    for (const product of PRODUCTS) {
      await this.tick(id, product);
    }
  }

  /**
   * Somebody signs the gate.
   *
   * @param as - by default Ben, who may; on what the gate stands on now
   */
  async sign(
    id: string,
    as: { who?: Request; evidenceDigest?: string } = {},
  ): Promise<void> {
    const { who = BEN } = as;
    const [gate] = await this.board(id);
    await this.service.commandGate(
      id,
      'go',
      {
        type: 'sign',
        decision: 'approved',
        evidenceDigest: as.evidenceDigest ?? gate.standing.digest,
        by: who.actor.ref,
        ownershipRefs: [who.actor.ref],
      },
      who,
    );
  }

  /** Ana approves a message as it stands. */
  async approve(id: string, message: string): Promise<void> {
    const { communications } = await this.train(id);
    await this.service.command(
      id,
      {
        type: 'approveCommunication',
        id: message,
        by: ANA.actor.ref,
        ownershipRefs: ['group:default/commerce'],
        digest: communications.find(one => one.id === message)?.digest ?? '',
      },
      ANA,
    );
  }

  /** Ana lets the train depart. */
  async depart(id: string): Promise<void> {
    await this.service.command(id, { type: 'depart', by: ANA.actor.ref }, ANA);
  }

  claim(max = 50): Promise<Claim[]> {
    return this.transport.claim({ lanes: ['train'], max, worker: 'test' });
  }

  /** The step that a claim is about. */
  async stepOf(claim: Claim): Promise<{ wave: string; step: StepState }> {
    const products = await readProducts(this.database, claim.item.runId);
    const product = products.find(({ id }) => id === claim.item.targetId);
    for (const { wave, steps } of product?.activations ?? []) {
      const step = steps.find(({ workId }) => workId === claim.item.id);
      if (step) {
        return { wave, step };
      }
    }
    throw new Error(`No step waits for ${claim.item.id}`);
  }

  async finishStep(claim: Claim, failed = false): Promise<void> {
    const { wave, step } = await this.stepOf(claim);
    await this.service.completeStep(
      claim,
      {
        type: 'completeStep',
        wave,
        step: step.id,
        workId: claim.item.id,
        outcome: failed
          ? {
              type: 'failed',
              failure: {
                class: 'permanent',
                code: 'broken',
                message: 'It broke',
              },
            }
          : { type: 'done' },
      },
      SYSTEM,
    );
  }

  /** Does steps until there are none; returns them in the order in which they were done. */
  async work(fails: (product: string) => boolean = () => false) {
    const done: string[] = [];
    for (;;) {
      const claims = (await this.claim()).filter(
        ({ item }) => item.kind === 'train.step',
      );
      if (claims.length === 0) {
        return done;
      }
      for (const claim of claims) {
        const { step } = await this.stepOf(claim);
        done.push(`${claim.item.targetId} ${step.id}`);
        await this.finishStep(claim, fails(claim.item.targetId ?? ''));
      }
    }
  }
}
