/** How much is measured: enough for a steady figure, or just enough to see that everything runs. */
export interface Sizes {
  /** Times that ours and the baseline are measured, in turn. */
  rounds: number;
  /** Local repositories of the sweep, and how many are worked on at once. */
  repositories: number;
  parallel: number;
  /** Items of work of the throughput figures, and how many are worked on at once. */
  items: number;
  slots: number;
  /** Items of the comparison with other queues, and how many are worked on at once. */
  engineItems: number;
  engineSlots: number;
  /** Targets of the large and of the small run. */
  manyTargets: number;
  fewTargets: number;
  /** Modules of the sweep that several backends work on, and how many each works on at once. */
  replicaTargets: number;
  replicaSlots: number;
  /** Runs in the portal whose API is measured, targets of the large one among them, and calls of each endpoint. */
  portalRuns: number;
  portalTargets: number;
  calls: number;
  /** Single commands or items whose time is taken. */
  samples: number;
}

export const FULL: Sizes = {
  rounds: 3,
  repositories: 200,
  parallel: 4,
  items: 1_000,
  slots: 5,
  engineItems: 4_000,
  engineSlots: 20,
  manyTargets: 2_000,
  fewTargets: 100,
  replicaTargets: 36,
  replicaSlots: 4,
  portalRuns: 10_000,
  portalTargets: 10_000,
  calls: 100,
  samples: 300,
};

export const QUICK: Sizes = {
  ...FULL,
  rounds: 1,
  repositories: 20,
  items: 200,
  engineItems: 400,
  manyTargets: 400,
  fewTargets: 20,
  replicaTargets: 12,
  portalRuns: 300,
  portalTargets: 300,
  calls: 20,
  samples: 60,
};
