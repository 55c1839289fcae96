import {
  rolloutWindow,
  type RunState,
  type Window,
  type WindowState,
} from '@backstage-orchestrator/plugin-orchestrator-common';

const MAX_REMEMBERED = 1_000;

interface Remembered {
  /** The answer holds from here … */
  from: string;
  /** … to here; absent: it is not known to change. */
  to?: string;
  state: WindowState;
}

/** Tells whether rollouts may go on; remembers each answer until it changes, because every step of a run asks. */
export class WindowCalendar {
  readonly #operator: Window[];
  readonly #remembered = new Map<string, Remembered>();

  /** @param operator - windows of the portal, for every run */
  constructor(operator: Window[]) {
    this.#operator = operator;
  }

  /**
   * The window of a run's rollout.
   *
   * @returns undefined where there are no windows
   */
  stateOf(
    run: Pick<RunState, 'manifest' | 'windowOverride'>,
    at: string,
  ): WindowState | undefined {
    const manifest = run.manifest.spec.rollout.windows ?? [];
    if (this.#operator.length + manifest.length === 0) {
      return undefined;
    }
    const key = JSON.stringify([manifest, run.windowOverride]);
    const known = this.#remembered.get(key);
    if (known && known.from <= at && (!known.to || at < known.to)) {
      return known.state;
    }
    const state = rolloutWindow(
      { operator: this.#operator, manifest },
      run.windowOverride,
      at,
    );
    if (this.#remembered.size >= MAX_REMEMBERED) {
      this.#remembered.clear();
    }
    this.#remembered.set(key, {
      from: at,
      to: state.open ? state.nextClose : state.nextOpen,
      state,
    });
    return state;
  }
}
