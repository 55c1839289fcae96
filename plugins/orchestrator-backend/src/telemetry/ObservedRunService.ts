import type { CommandObserver } from '../runs/CommandObserver';
import { RunService } from '../runs/RunService';

type RunServiceOptions = ConstructorParameters<typeof RunService>[0];

/** A run service whose commands are observed. */
export class ObservedRunService extends RunService {
  readonly #commands: CommandObserver;

  constructor(options: RunServiceOptions & { commands: CommandObserver }) {
    super({ ...options, onConflict: () => options.commands.conflict() });
    this.#commands = options.commands;
  }

  override create(
    ...args: Parameters<RunService['create']>
  ): ReturnType<RunService['create']> {
    return this.#commands.observe('create', {}, () => super.create(...args));
  }

  override command(
    ...args: Parameters<RunService['command']>
  ): ReturnType<RunService['command']> {
    const [run, { type }] = args;
    return this.#commands.observe(type, { run }, () => super.command(...args));
  }

  override start(
    ...args: Parameters<RunService['start']>
  ): ReturnType<RunService['start']> {
    return this.#commands.observe('start', { run: args[0] }, () =>
      super.start(...args),
    );
  }

  override cancel(
    ...args: Parameters<RunService['cancel']>
  ): ReturnType<RunService['cancel']> {
    return this.#commands.observe('cancel', { run: args[0] }, () =>
      super.cancel(...args),
    );
  }

  override commandTargets(
    ...args: Parameters<RunService['commandTargets']>
  ): ReturnType<RunService['commandTargets']> {
    return this.#commands.observe('targets', { run: args[0] }, () =>
      super.commandTargets(...args),
    );
  }

  override complete(
    ...args: Parameters<RunService['complete']>
  ): ReturnType<RunService['complete']> {
    const { runId: run, targetId: target } = args[0].claim.item;
    return this.#commands.observe('complete', { run, target }, () =>
      super.complete(...args),
    );
  }

  override observe(
    ...args: Parameters<RunService['observe']>
  ): ReturnType<RunService['observe']> {
    const [run, target] = args;
    return this.#commands.observe('observe', { run, target }, () =>
      super.observe(...args),
    );
  }

  override within(
    ...args: Parameters<RunService['within']>
  ): ReturnType<RunService['within']> {
    const [, run, { type }] = args;
    return this.#commands.observe(type, { run }, () => super.within(...args));
  }
}
