export interface Config {
  /** Orchestrator: sweeps over the modules of the catalog. */
  orchestrator?: {
    /**
     * Accept a SQLite database in memory, which forgets every run when the backend stops. For tests.
     * @default false
     */
    allowVolatile?: boolean;

    /**
     * Folder for mirrors of repositories and for checkouts. It holds nothing that can't be fetched again.
     * @default orchestrator in the folder for temporary files
     */
    workDirectory?: string;

    /** Where repositories and their changes (pull requests) are. What is not named here is not touched. */
    codeHosts?: {
      /** Bare git repositories in a folder of this machine, reviewed in the portal. */
      local?: {
        /** Folder with one bare repository `<name>.git` for each name. */
        directory: string;
      };
    };

    /** What the commands of steps and gates may do. */
    commands?: {
      /**
       * Programs that a manifest may run, by name, found in the PATH of the backend. Each of them can run code out of a
       * repository; without a sandbox it does so with the rights of the backend.
       * @default []
       */
      allow?: string[];
      /**
       * Whether programs inside a repository, such as `./gradlew`, may be run.
       * @default false
       */
      allowFromRepository?: boolean;
      /**
       * `auto` uses bubblewrap where it works, `required` refuses to run commands without it, `off` does without.
       * @default auto
       */
      sandbox?: 'auto' | 'required' | 'off';
      /**
       * Bytes of output that are kept of a command; the middle of longer ones is left out.
       * @default 1048576
       */
      maxOutputBytes?: number;
      /** Folders outside the system's own that commands in the sandbox may read, such as `/opt/jdk`. */
      readOnlyPaths?: string[];
    };

    /** Who the commits are by. */
    git?: {
      author?: {
        /** @default Backstage Orchestrator */
        name?: string;
        /** @default orchestrator@localhost */
        email?: string;
      };
    };

    /** The workers of this process. */
    workers?: {
      /**
       * Items that are worked on at the same time; 0 serves pages only.
       * @default 4
       */
      slots?: number;
      /**
       * Seconds that a stop waits for what is under way before it hands it back.
       * @default 20
       */
      graceSeconds?: number;
      /**
       * Seconds after which the work of a process that is gone is taken over.
       * @default 30
       */
      leaseSeconds?: number;
    };

    /** What becomes of runs that have ended. */
    retention?: {
      /**
       * Runs that are finished or cancelled, and that nothing has happened to for so long, go into the archive: their
       * events are packed, and they can still be read. A duration such as `90d`, or `never`.
       * @default 90d
       */
      archiveAfter?: string;
      /**
       * So long after that, diffs, logs and outputs are deleted that only archived runs have. A duration, or `never`.
       * @default never
       */
      deleteArtifactsAfter?: string;
    };
  };
}
