import { badInput, parseDuration } from '../pacing';
import {
  CRITICALITIES,
  CRITERION_KINDS,
  type Criticality,
  type CriterionKind,
} from '../manifest';

/**
 * How strict gates are with a product.
 *
 * @public
 */
export interface StrictnessLevel {
  /** Kinds of criteria without which a product can't depart. */
  demands: CriterionKind[];
  /** Whether a warning counts as a pass where the criterion doesn't say. */
  acceptWarning: boolean;
  /** Distinct people that a `signOff` criterion takes at least. */
  signOffs: number;
  /** Longest time that a waiver may last; `false`: none is possible. */
  longestWaiver: string | false;
}

/** The table, by criticality. @public */
export type Strictness = Record<Criticality, StrictnessLevel>;

/**
 * The table where the configuration says nothing.
 *
 * @public
 */
export const DEFAULT_STRICTNESS: Strictness = {
  critical: {
    demands: [
      'checklist',
      'signOff',
      'rehearsal',
      'onCall',
      'flagsTested',
      'dashboards',
    ],
    acceptWarning: false,
    signOffs: 2,
    longestWaiver: '7d',
  },
  high: {
    demands: ['checklist', 'signOff', 'onCall', 'dashboards'],
    acceptWarning: false,
    signOffs: 1,
    longestWaiver: '14d',
  },
  medium: {
    demands: ['checklist', 'onCall'],
    acceptWarning: true,
    signOffs: 1,
    longestWaiver: '30d',
  },
  low: {
    demands: ['checklist'],
    acceptWarning: true,
    signOffs: 1,
    longestWaiver: '90d',
  },
};

/**
 * The default table with what a configuration changes in it.
 *
 * @throws InputError naming the level and the field
 * @public
 */
export function strictnessTable(
  overrides: Partial<Record<Criticality, Partial<StrictnessLevel>>> = {},
): Strictness {
  for (const [name, level] of Object.entries(overrides)) {
    checkLevel(name, level);
  }
  return Object.fromEntries(
    CRITICALITIES.map(name => [
      name,
      { ...DEFAULT_STRICTNESS[name], ...overrides[name] },
    ]),
  ) as Strictness;
}

function checkLevel(name: string, level: Partial<StrictnessLevel>): void {
  const at = `strictness.${name}`;
  if (!CRITICALITIES.some(known => known === name)) {
    throw badInput(at, name, `one of ${CRITICALITIES.join(', ')}`);
  }
  const unknown = level.demands?.find(kind => !CRITERION_KINDS.includes(kind));
  if (unknown !== undefined) {
    throw badInput(
      `${at}.demands`,
      unknown,
      `kinds out of ${CRITERION_KINDS.join(', ')}`,
    );
  }
  const { signOffs, longestWaiver } = level;
  if (
    signOffs !== undefined &&
    (!Number.isSafeInteger(signOffs) || signOffs < 1)
  ) {
    throw badInput(`${at}.signOffs`, signOffs, 'a whole number of 1 or more');
  }
  if (longestWaiver !== undefined && longestWaiver !== false) {
    parseDuration(longestWaiver, `${at}.longestWaiver`);
  }
}
