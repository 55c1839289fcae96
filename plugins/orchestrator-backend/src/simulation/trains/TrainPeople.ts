import {
  planTrain,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Request } from '../../runs/RunService';
import { drawn, People } from '../People';
import { Random } from '../Random';
import { START } from '../Scenario';
import type { Act, ActContext } from './acts/Act';
import { TRAIN_ACTS } from './acts/trainActs';
import { ANA, PIPELINE } from './people';
import { dutiesOf } from './trainDuties';
import type { TrainReplica } from './TrainReplica';
import { TrainView } from './TrainView';
import type { TrainWorld } from './TrainWorld';

/** Of what happens, so much is a kill switch. */
const KILLS = 0.05;
const DUTIES = 0.5;

/** People and pipelines who do this and that while things go wrong, and who see a train through to its end afterwards. */
export class TrainPeople extends People<TrainReplica> {
  readonly #world: TrainWorld;
  readonly #random: Random;
  readonly #remembered = new Map<string, string>();

  constructor(world: TrainWorld, seed: number) {
    super(world);
    this.#world = world;
    this.#random = new Random(seed, 'people of a train');
  }

  begin(): void {
    this.#create();
    this.#meddle();
  }

  /** Does what the train waits for, until it has ended. */
  seeThrough(): void {
    const { agenda } = this.#world;
    agenda.after(60_000, 'people go on', () => {
      this.seeThrough();
      if (this.runId === undefined) {
        this.#create();
        return;
      }
      for (const key of this.#world.flags.keys) {
        this.#flag(key, 'revive');
      }
      const replica = this.#world.someReplica();
      const context = replica && this.#contextOf(replica);
      for (const act of context ? dutiesOf(context) : []) {
        replica?.after(1, 'is seen through', () => this.#command(replica, act));
      }
    });
  }

  #create(): void {
    const { setting } = this.#world;
    this.createBy('creates the train', replica =>
      replica.service.create({
        ...this.#requestOf(ANA),
        manifest: setting.manifest,
        plan: planTrain(setting.manifest, setting.facts, {
          revision: 1,
          strictness: setting.strictness,
          operatorWindows: setting.operatorWindows,
        }),
        followUps: [],
        idempotencyKey: 'once',
      }),
    );
  }

  /** Now and then, somebody does something. */
  #meddle(): void {
    const { agenda, interventions, setting } = this.#world;
    const waitMs = this.#random.int(2, 60) * 1000;
    const act = this.#draw();
    const flag = this.#random.chance(KILLS)
      ? this.#random.pick(setting.flags)
      : undefined;
    const command = this.#random.pick(['kill', 'kill', 'revive'] as const);
    agenda.after(waitMs, 'somebody does something', () => {
      if (agenda.now < START + setting.chaosMs) {
        this.#meddle();
      }
      if (this.runId === undefined) {
        this.#create();
      } else if (!interventions.happens('person')) {
        return;
      } else if (flag === undefined) {
        this.#ask(act);
      } else {
        this.#flag(this.#someFlagThatIsOn() ?? flag, command);
      }
    });
  }

  /** Half of what is done is what the train waits for. */
  #draw(): Act {
    if (this.#random.chance(DUTIES)) {
      return context => {
        const duties = dutiesOf(context);
        return duties.length > 0
          ? context.random.pick(duties)(context)
          : undefined;
      };
    }
    return drawn(this.#random, TRAIN_ACTS);
  }

  /** A command over HTTP, to whichever replica gets it; perhaps sent twice, lost, or overtaken by the next one. */
  #ask(act: Act): void {
    const { interventions, latency, deliveries } = this.#world;
    if (interventions.happens('reportLost')) {
      return;
    }
    const times =
      1 +
      Number(interventions.happens('commandRepeated')) +
      Number(interventions.happens('reportRepeated'));
    for (let time = 0; time < times; time += 1) {
      this.#world.agenda.after(latency.int(1, 3_000), 'a request comes', () =>
        deliveries.hand('a request', () => {
          const replica = this.#world.someReplica();
          return replica?.step('is asked for something', () =>
            this.#command(replica, act),
          );
        }),
      );
    }
  }

  async #command(replica: TrainReplica, act: Act): Promise<void> {
    const context = this.#contextOf(replica);
    await this.answered('command', () => context && act(context));
  }

  /** One click on the page of a flag: it asks neither trains nor queues. */
  #flag(key: string, type: 'kill' | 'revive'): void {
    const { flags, invariants } = this.#world;
    flags.command(key, { type, reason: 'errors', by: ANA }).then(
      () =>
        type === 'kill' ? invariants.killed(key) : invariants.revived(key),
      error => {
        if (type === 'kill' || error.name !== 'ConflictError') {
          invariants.violated('killSwitchTakesEffect', `${key}: ${error}`);
        }
      },
    );
  }

  /** It is what goes wrong that is killed. */
  #someFlagThatIsOn(): string | undefined {
    const { flags } = this.#world;
    return flags.keys.find(key => flags.seenByClient(key) === 'on');
  }

  #contextOf(replica: TrainReplica): ActContext | undefined {
    const train = this.#train();
    return (
      train && {
        service: replica.service,
        view: new TrainView(
          this.#world.database.tables,
          train,
          this.#world.now(),
          this.#world.mutation.pages,
        ),
        random: this.#random,
        setting: this.#world.setting,
        remembered: this.#remembered,
        requestOf: by => this.#requestOf(by),
      }
    );
  }

  #train(): TrainState | undefined {
    return this.runId === undefined
      ? undefined
      : this.#world.database.tables.trains.get(this.runId);
  }

  #requestOf(by: string): Request {
    return this.request(by, by === PIPELINE ? 'service' : 'user');
  }
}
