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
      /**
       * GitHub, as a module adds it.
       * @default { rateLimits: [{ max: 80, per: 1m }, { max: 500, per: 1h }], concurrency: 100 }
       */
      github?: {
        rateLimits?: Array<{ max: number; per: string }>;
        concurrency?: number;
      };
      /** Any other code host, by the type that its module gives it. */
      [type: string]:
        | {
            /** At most so many writes to it in any span of so long, by all replicas together. */
            rateLimits?: Array<{
              /** Requests, 1 or more. */
              max: number;
              /** A duration of at most 7d, such as `1m` or `1h`. */
              per: string;
            }>;
            /** Targets that write to it at the same time, on all replicas together. */
            concurrency?: number;
          }
        | undefined;
    };

    /** At most so many writes to code hosts in any span of so long, by all replicas together. The tightest limit binds. */
    rateLimits?: Array<{
      /**
       * What is counted together: everything, or what goes to one code host, to one owner of targets, or comes from
       * one run.
       * @default global
       */
      scope?: 'global' | 'host' | 'owner' | 'run';
      /** Requests, 1 or more. */
      max: number;
      /** A duration of at most 7d, such as `1m` or `1h`. */
      per: string;
    }>;

    /** Times in which rollouts may open changes, or must not (freezes), for every run. */
    windows?: Array<{
      kind: 'allow' | 'deny';
      /** IANA name, such as `Europe/Berlin`. */
      timezone: string;
      /** When it begins, again and again: RFC 5545, in the local time of the zone. */
      rrule?: string;
      /** How long each repetition lasts. */
      duration?: string;
      /** Times that don't repeat: ISO 8601, with an offset or in the local time of the zone. */
      ranges?: Array<{ from: string; to: string }>;
      /** Why, for people. */
      reason?: string;
    }>;

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

    /**
     * Whether this process answers the HTTP API; false for a replica that only works.
     * @default true
     */
    servePages?: boolean;

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
       * Seconds after which the work of a process that is gone is taken over; the same for all processes.
       * @default 30 on SQLite, 10 on PostgreSQL
       */
      leaseSeconds?: number;
      /**
       * Lanes that this process works on. A lane is a kind of machine that work needs: `git` has disks for checkouts.
       * @default all
       */
      serves?: Array<'git'>;
      /** Settings of lanes, the same for all processes. */
      lanes?: {
        git?: {
          /** Items that all processes together work on at the same time at most, 1 or more; without it the slots are the limit. */
          maxConcurrent?: number;
        };
      };
    };

    /** What is accepted at most. What is over a limit is refused with the field, what was found and the limit. */
    limits?: {
      /**
       * Longest manifest, in bytes of UTF-8. The body of a request may be four times as long.
       * @default 262144
       */
      manifestBytes?: number;
      /**
       * Targets of one run.
       * @default 10000
       */
      targets?: number;
      /**
       * Steps of one change.
       * @default 100
       */
      steps?: number;
      /**
       * Longest artifact (diff, log, output), in bytes.
       * @default 33554432
       */
      artifactBytes?: number;
      /**
       * Requests of one caller within a minute, for each replica; 0 for no limit.
       * @default 1200
       */
      requestsPerMinute?: number;
      /**
       * Room on the disk of the work folder below which a replica takes no work and is not ready, in bytes.
       * @default 268435456
       */
      freeDiskBytes?: number;
    };

    /** Feature flags: the own store, and other systems that trains turn flags on in. */
    flags?: {
      /**
       * Evaluations of one caller within a minute, for each replica; 0 for no limit.
       * @default 60000
       */
      evaluationsPerMinute?: number;
      /** Flag systems by their names; `own` is the store of the orchestrator. */
      providers?: {
        [name: string]:
          | {
              type: 'unleash';
              /** Address of the server, without `/api`. */
              url: string;
              /**
               * Of a service account or an admin, for the Admin API.
               * @visibility secret
               */
              token: string;
              /** @default default */
              project?: string;
              /** @default production */
              environment?: string;
            }
          | {
              type: 'launchdarkly';
              /** @default https://app.launchdarkly.com */
              url?: string;
              /**
               * An access token that may write flags.
               * @visibility secret
               */
              token: string;
              /** @default default */
              project?: string;
              /** @default production */
              environment?: string;
            }
          | {
              type: 'flagd';
              /** Address for git: https, ssh, or a folder of this machine. */
              repository: string;
              /** @default main */
              branch?: string;
              /** File in the repository, `.json`, `.yaml` or `.yml`. */
              path: string;
              /**
               * For a repository behind https.
               * @visibility secret
               */
              token?: string;
            };
      };
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
