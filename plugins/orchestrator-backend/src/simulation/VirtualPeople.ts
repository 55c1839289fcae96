import {
  SYSTEM_ACTOR,
  type RunState,
  type RunStatus,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { RunService } from '../runs/RunService';
import { drawn, People } from './People';
import { Random } from './Random';
import { MINUTE_MS, START } from './Scenario';
import type { VirtualReplica } from './VirtualReplica';
import type { SweepWorld } from './SweepWorld';

const ANA = 'user:default/ana';
const SIGNERS = ['user:default/ben', 'user:default/cleo', ANA];
/** How often the code host is looked at, so that a lost webhook is made up for. */
const POLL_MS = 600_000;
/** How long an override of a closed window holds. */
const OVERRIDE_MS = 5 * MINUTE_MS;
type Act = (runs: RunService, run: RunState) => Promise<unknown> | undefined;

/** People who do this and that while things go wrong, and who see a run through to its end afterwards. */
export class VirtualPeople extends People<VirtualReplica> {
  readonly #world: SweepWorld;
  readonly #random: Random;
  readonly #acts: [weight: number, act: Act][];

  constructor(world: SweepWorld, seed: number) {
    super(world);
    this.#world = world;
    this.#random = new Random(seed, 'people');
    this.#acts = this.#possibleActs();
  }

  begin(): void {
    this.#create();
    this.#world.otherRun.begin();
    this.#meddle();
    this.#poll();
  }

  /** Does what a run waits for, until it has ended. */
  seeThrough(): void {
    const { agenda } = this.#world;
    agenda.after(60_000, 'people go on', () => {
      this.seeThrough();
      if (this.runId === undefined) {
        this.#create();
        return undefined;
      }
      this.#mergeOpenChanges();
      return this.#ask('sees it through', (runs, run) =>
        this.#nextStep(runs, run),
      );
    });
  }

  #create(): void {
    const { setting } = this.#world;
    this.createBy('creates the run', replica =>
      replica.runs.create({
        ...this.request(ANA),
        manifest: setting.manifest,
        targets: setting.targets,
        dryRun: true,
        idempotencyKey: 'once',
      }),
    );
  }

  /** Now and then, somebody does something. */
  #meddle(): void {
    const { agenda, interventions, setting } = this.#world;
    const waitMs = this.#random.int(10, 240) * 1000;
    const act = drawn(this.#random, this.#acts);
    agenda.after(waitMs, 'somebody does something', () => {
      if (agenda.now < START + setting.chaosMs) {
        this.#meddle();
      }
      if (this.runId === undefined) {
        this.#create();
        return undefined;
      }
      return interventions.happens('person')
        ? this.#ask('is asked for something', act)
        : undefined;
    });
  }

  /** A command over HTTP, to whichever replica gets it; perhaps sent twice. */
  async #ask(what: string, act: Act): Promise<void> {
    const { interventions } = this.#world;
    const times = interventions.happens('commandRepeated') ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      const replica = this.#world.someReplica();
      await replica?.step(what, () => this.#command(replica, what, act));
    }
  }

  async #command(
    replica: VirtualReplica,
    what: string,
    act: Act,
  ): Promise<void> {
    const run = this.#run();
    if (run) {
      await this.answered(what, () => act(replica.runs, run));
    }
  }

  #possibleActs(): [number, Act][] {
    const request = (by = ANA) => this.request(by);
    const someone = () => this.#random.pick(SIGNERS);
    const some = (test: (target: TargetState) => boolean) => {
      const found = this.#targets().filter(test);
      return found.length === 0 ? [] : [this.#random.pick(found).id];
    };
    const onTargets = (
      test: (target: TargetState) => boolean,
      command: Parameters<RunService['commandTargets']>[2],
    ): Act => {
      return (runs, run) => {
        const ids = some(test);
        return ids.length === 0
          ? undefined
          : runs.commandTargets(run.id, ids, command, request());
      };
    };
    const by = ANA;
    return [
      [
        6,
        this.#when(['readyToStart'], (runs, run) =>
          runs.start(run.id, by, request()),
        ),
      ],
      [6, (runs, run) => this.#sign(runs, run, someone(), 'approved')],
      [1, (runs, run) => this.#sign(runs, run, someone(), 'rejected')],
      [
        1,
        (runs, run) => {
          const approvalId = run.approvals.at(-1)?.id ?? '';
          const signer = someone();
          return runs.command(
            run.id,
            { type: 'withdrawSignOff', approvalId, by: signer },
            request(signer),
          );
        },
      ],
      [
        1.5,
        (runs, run) =>
          runs.command(
            run.id,
            { type: 'pause', by, reason: 'lunch' },
            request(),
          ),
      ],
      [
        4,
        this.#when(['paused'], (runs, run) =>
          runs.command(run.id, { type: 'resume', by }, request()),
        ),
      ],
      [
        0.7,
        (runs, run) =>
          run.closedWindow &&
          runs.command(
            run.id,
            {
              type: 'overrideWindow',
              by,
              reason: 'urgent',
              expiresAt: new Date(
                this.#world.agenda.now + OVERRIDE_MS,
              ).toISOString(),
            },
            request(),
          ),
      ],
      [0.3, (runs, run) => runs.cancel(run.id, by, 'enough', request())],
      [
        0.6,
        (runs, run) =>
          runs.command(
            run.id,
            { type: 'rollback', by, reason: 'broken' },
            request(),
          ),
      ],
      [
        3,
        onTargets(
          ({ status }) => status === 'failed' || status === 'cancelled',
          () => ({ type: 'retry', by }),
        ),
      ],
      [
        1,
        onTargets(
          () => true,
          () => ({ type: 'skip', by, reason: 'not now' }),
        ),
      ],
      [
        2,
        onTargets(
          ({ status }) => status === 'needsReview',
          () => ({ type: 'acceptDiff', by }),
        ),
      ],
      [
        1,
        onTargets(
          ({ status }) => status === 'open' || status === 'merged',
          () => ({ type: 'queue', stage: 'rollback', reason: 'broken' }),
        ),
      ],
      [
        8,
        () =>
          this.#onHost('open', id =>
            this.#world.host.merge(id, this.#world.now()),
          ),
      ],
      [
        1.5,
        () =>
          this.#onHost('open', id =>
            this.#world.host.close(id, 'user:default/dan', this.#world.now()),
          ),
      ],
      [0.7, () => this.#onHost('closed', id => this.#world.host.reopen(id))],
    ];
  }

  /** Mostly what makes sense; now and then what does not. */
  #when(statuses: RunStatus[], act: Act): Act {
    return (runs, run) =>
      statuses.includes(run.status) || this.#random.chance(0.1)
        ? act(runs, run)
        : undefined;
  }

  #sign(
    runs: RunService,
    run: RunState,
    by: string,
    decision: 'approved' | 'rejected',
  ): Promise<unknown> | undefined {
    const approval = run.approvals.find(({ state }) => state === 'open');
    return (
      approval &&
      runs.command(
        run.id,
        {
          type: 'sign',
          approvalId: approval.id,
          by,
          ownershipRefs: [by],
          decision,
          evidenceDigest: approval.evidenceDigest,
        },
        this.request(by),
      )
    );
  }

  #nextStep(runs: RunService, run: RunState): Promise<unknown> | undefined {
    const request = this.request(ANA);
    const review = this.#targets().find(
      ({ status }) => status === 'needsReview',
    );
    switch (run.status) {
      case 'planned':
        return runs.command(run.id, { type: 'dryRun', by: ANA }, request);
      case 'readyToStart':
        return runs.start(run.id, ANA, request);
      case 'paused':
        return runs.command(run.id, { type: 'resume', by: ANA }, request);
      case 'awaitingApproval':
        return this.#sign(
          runs,
          run,
          this.#random.pick(SIGNERS.slice(0, 2)),
          'approved',
        );
      default:
        return (
          review &&
          runs.commandTargets(
            run.id,
            [review.id],
            () => ({ type: 'acceptDiff', by: ANA }),
            request,
          )
        );
    }
  }

  #mergeOpenChanges(): void {
    for (const { change } of this.#world.host.changes) {
      if (change.state === 'open') {
        this.#world.host.merge(change.id, this.#world.now());
        this.#tell(change.id);
      }
    }
  }

  async #onHost(state: string, act: (changeId: string) => void): Promise<void> {
    const ids = this.#world.host.changes
      .filter(({ change }) => change.state === state)
      .map(({ change }) => change.id);
    if (ids.length > 0) {
      const id = this.#random.pick(ids);
      act(id);
      this.#tell(id);
    }
  }

  /** The code host tells what happened, or not, or twice. */
  #tell(changeId: string): void {
    const { interventions, latency } = this.#world;
    if (interventions.happens('webhookLost')) {
      return;
    }
    this.#observe(changeId, latency.int(100, 20_000));
    if (interventions.happens('webhookRepeated')) {
      this.#observe(changeId, latency.int(100, 20_000));
    }
  }

  /** What is seen is written down a little later: by then it may have changed again. */
  #observe(changeId: string, delayMs: number): void {
    const { agenda, deliveries } = this.#world;
    const what = `webhook about ${changeId}`;
    agenda.after(delayMs, what, () =>
      deliveries.hand(what, () => this.#arrived(changeId)),
    );
  }

  #arrived(changeId: string): void {
    const { host, latency } = this.#world;
    const hosted = host.changes.find(({ change }) => change.id === changeId);
    const replica = this.#world.someReplica();
    if (!hosted || !replica) {
      return;
    }
    replica.after(latency.int(1, 2_000), `observes ${changeId}`, () =>
      replica.runs.observe(
        hosted.runId,
        hosted.targetId,
        hosted.change,
        hosted.change.closedBy,
        { actor: SYSTEM_ACTOR, requestId: 'webhook' },
      ),
    );
  }

  /** Compares what is known with the code host, as long as there are people around. */
  #poll(): void {
    this.#world.agenda.after(POLL_MS, 'poll', () => {
      for (const target of this.#targets()) {
        for (const known of [target.change, target.revert]) {
          const seen = known && this.#world.host.get(known.id);
          if (seen && seen.state !== known.state) {
            this.#observe(known.id, 1);
          }
        }
      }
      this.#poll();
    });
  }

  #run(): RunState | undefined {
    return this.runId === undefined
      ? undefined
      : this.#world.database.tables.runs.get(this.runId);
  }

  #targets(): TargetState[] {
    return [...this.#world.database.tables.targets.values()];
  }
}
