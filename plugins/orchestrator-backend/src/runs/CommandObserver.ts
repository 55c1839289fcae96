/** What a command is about. */
export interface CommandSubject {
  run?: string;
  /** Target of a sweep, or product of a train. */
  target?: string;
}

/** Looks over the shoulder of who carries out commands. */
export interface CommandObserver {
  /** @param command - names its kind; few values, none from outside */
  observe<T>(
    command: string,
    about: CommandSubject,
    work: () => Promise<T>,
  ): Promise<T>;
  /** A transaction of the command that is observed is begun again, because another one was in its way. */
  conflict(): void;
}

/** Nobody looks. */
export const UNOBSERVED_COMMANDS: CommandObserver = {
  observe: (_command, _about, work) => work(),
  conflict: () => {},
};
