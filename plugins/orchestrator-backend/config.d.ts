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
        rateLimits?: Array<{ max: number; per: string }>;
        concurrency?: number;
      };
      /**
       * GitHub, as a module adds it, and as steps of trains start workflows at it. Each Enterprise Server of
       * `integrations.github` has the same limits by itself.
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
            /** Targets and steps that write to it at the same time, on all replicas together. */
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

    /** Times in which rollouts may open changes and trains may depart and go on, or must not (freezes), for every run. */
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
       * Lanes that this process works on. A lane is a kind of machine that work needs: `git` has disks for checkouts,
       * `train` reaches metrics, webhooks and channels.
       * @default all
       */
      serves?: Array<'git' | 'train'>;
      /** Settings of lanes, the same for all processes. */
      lanes?: {
        git?: {
          /** Items that all processes together work on at the same time at most, 1 or more; without it the slots are the limit. */
          maxConcurrent?: number;
        };
        train?: {
          /** The same for this lane. */
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

    /** Where trains read metrics. */
    metricSources?: {
      /** Servers that speak the HTTP API of Prometheus, by the name that `server` in a manifest means. */
      prometheus?: {
        [name: string]: {
          /** Its address, with the path in front of `/api/v1` if it has one. */
          url: string;
          /**
           * Address for people: links to queries lead there.
           * @default url
           */
          externalUrl?: string;
          /**
           * Sent as `Authorization: Bearer`.
           * @visibility secret
           */
          token?: string;
          /**
           * Sent with each query, such as `X-Scope-OrgID`.
           * @deepVisibility secret
           */
          headers?: { [name: string]: string };
          /**
           * Longest wait for an answer, up to 2m.
           * @default 10s
           */
          timeout?: string;
          /**
           * Longest answer, in bytes.
           * @default 1048576
           */
          maxBytes?: number;
        };
      };
      /** What metrics may ask over HTTP beside that. */
      http?: {
        /**
         * Origins that manifests may name, such as `https://api.example.com`. An address of this machine or its network
         * segment has to be listed as such.
         * @default []
         */
        allow?: string[];
        /** What headers of manifests put in for `${name}`. */
        secrets?: {
          [name: string]: {
            /** @visibility secret */
            value: string;
            /** Those of `allow` that it may be sent to. */
            origins: string[];
          };
        };
        /** @default 10s */
        timeout?: string;
        /** @default 1048576 */
        maxBytes?: number;
      };
    };

    /** What decides on policies of gates. */
    policies?: {
      /** Open Policy Agent. */
      opa?: {
        /** Its address, with the path in front of `/v1/data` if it has one. */
        url: string;
        /**
         * Sent as `Authorization: Bearer`.
         * @visibility secret
         */
        token?: string;
        /** @default 10s */
        timeout?: string;
      };
    };

    /** Who knows who is on call, beside the annotations of the catalog. */
    onCall?: {
      pagerDuty?: {
        /** @default https://api.pagerduty.com */
        url?: string;
        /**
         * A key of its REST API that may read.
         * @visibility secret
         */
        token: string;
        /** @default 10s */
        timeout?: string;
      };
    };

    /** Other systems that are told of events, each as a CloudEvent in a request of its own, at least once. */
    webhooks?: {
      /** A name of at most 40 letters, digits, `_` and `-`. */
      [name: string]: {
        /** @visibility secret */
        url: string;
        /**
         * Types of events, such as `run.finished`, all of a kind such as `train.*`, or `*`.
         * @default ['*']
         */
        types?: string[];
        /**
         * Signs each request, after Standard Webhooks.
         * @visibility secret
         */
        secret?: string;
        /** @deepVisibility secret */
        headers?: { [name: string]: string };
        /** @default 10s */
        timeout?: string;
      };
    };

    /** On which ways communications go out, beside the notifications of Backstage. */
    channels?: {
      email?: {
        smtp: {
          host: string;
          /** @default 587; with tls implicit 465, with none 25 */
          port?: number;
          /**
           * TLS from the start, TLS that the server must offer, or none.
           * @default starttls
           */
          tls?: 'implicit' | 'starttls' | 'none';
          username?: string;
          /** @visibility secret */
          password?: string;
        };
        /** Address of the sender. */
        from: string;
        /** @default Release trains */
        fromName?: string;
        /**
         * Domains that messages may go to; empty: all.
         * @default []
         */
        allowDomains?: string[];
        /** @default 10s */
        timeout?: string;
      };
      /** Addresses that messages are posted to, by the name that a communication uses. */
      webhooks?: {
        [name: string]: {
          /** @visibility secret */
          url: string;
          /**
           * All of the message, or the form that Slack and its like show.
           * @default json
           */
          format?: 'json' | 'slack';
          /**
           * Signs each message, after Standard Webhooks.
           * @visibility secret
           */
          secret?: string;
          /** @deepVisibility secret */
          headers?: { [name: string]: string };
          /** @default 10s */
          timeout?: string;
        };
      };
      /** Status pages, likewise. */
      statusPages?: {
        [name: string]: {
          /** @visibility secret */
          url: string;
          /** @default json */
          format?: 'json' | 'slack';
          /** @visibility secret */
          secret?: string;
          /** @deepVisibility secret */
          headers?: { [name: string]: string };
          /** @default 10s */
          timeout?: string;
        };
      };
    };

    /** Release trains. */
    trains?: {
      /**
       * How strict gates are with products, by their criticality; what is left out is as documented under
       * "How trains are decided".
       */
      strictness?: {
        /** One of `critical`, `high`, `medium`, `low`. */
        [criticality: string]: {
          /** Kinds of criteria that a gate has to ask for. */
          demands?: string[];
          /** Whether a warning counts where the criterion doesn't say. */
          acceptWarning?: boolean;
          /** People whom a `signOff` criterion takes at least. */
          signOffs?: number;
          /** Longest time that a waiver lasts, such as `7d`; `false` allows none. */
          longestWaiver?: string | false;
        };
      };
      /**
       * Name of the flag system that steps use: `own`, or one of `orchestrator.flags.providers`.
       * @default own
       */
      flags?: string;
      /** Workflows that steps start at the GitHubs of `integrations.github`. */
      workflows?: {
        /**
         * Where they may be started: an owner or a repository with its host, such as `github.com/org` or
         * `github.com/org/payments-api`. Whoever may write a train starts them with the token of the integration.
         * @default []
         */
        allow?: string[];
      };
      /** Where webhooks of steps may go, and probes of dashboards. */
      http?: {
        /**
         * Origins that manifests may name, such as `https://deploy.example.com`. An address of this machine or its
         * network segment has to be listed as such.
         * @default []
         */
        allow?: string[];
        /** What headers of manifests put in for `${name}`. */
        secrets?: {
          [name: string]: {
            /** @visibility secret */
            value: string;
            /** Those of `allow` that it may be sent to. */
            origins: string[];
          };
        };
        /** @default 10s */
        timeout?: string;
        /** @default 1048576 */
        maxBytes?: number;
      };
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
