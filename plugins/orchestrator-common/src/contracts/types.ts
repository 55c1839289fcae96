/**
 * A breaking change of an interface, with its dates.
 *
 * Announce ≤ deprecate ≤ grace ≤ remove, each a date (`2030-03-01`).
 *
 * @public
 */
export interface BreakingChange {
  /** When consumers are told. */
  announce: string;
  /** From here on the old version shouldn't be used any more. */
  deprecate: string;
  /** Until here consumers may still use it; afterwards one that does blocks the train. */
  graceUntil: string;
  /** When the old version goes away. */
  remove: string;
  /** Address of the migration guide. */
  guide: string;
}

/**
 * A version of an interface that a product offers.
 *
 * @public
 */
export interface OfferedContract {
  /** Entity reference of the interface, such as `api:default/payments`. */
  api: string;
  version: string;
  compatibility: 'compatible' | 'breaking';
  /** Older versions that are served beside it, until the date in `breaking.remove`. */
  alsoServes?: string[];
  breaking?: BreakingChange;
}

/**
 * A version of an interface that a consumer needs.
 *
 * @public
 */
export interface NeededContract {
  api: string;
  /** Range of versions, such as `^2.1.0`. Absent: the catalog knows that it consumes it, not which version. */
  range?: string;
}

/**
 * Whoever uses an interface: a product of the train, or any component of the catalog.
 *
 * @public
 */
export interface ContractConsumer {
  /** Entity reference. */
  entityRef: string;
  owner?: string;
  needs: NeededContract[];
}

/**
 * Somebody who uses an interface of which a new version comes, ready for it or not.
 *
 * @public
 */
export interface ContractUse {
  consumer: string;
  owner?: string;
  provider: string;
  api: string;
  needed?: string;
  offered: string;
}

/**
 * What is wrong between a consumer and a version that is offered.
 *
 * @public
 */
export interface ContractFinding {
  /** `blocks`: the train can't go with it. `warns`: somebody has to act, by `blocksFrom` where that is known. */
  severity: 'blocks' | 'warns';
  code:
    | 'notServed'
    | 'afterGrace'
    | 'inGrace'
    | 'deprecated'
    | 'versionUnknown'
    | 'notAnnounced';
  consumer: string;
  owner?: string;
  provider: string;
  api: string;
  needed?: string;
  offered: string;
  /** Date from which it blocks. */
  blocksFrom?: string;
  guide?: string;
  /** One sentence. */
  message: string;
}
