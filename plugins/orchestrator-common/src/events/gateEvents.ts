import type { GateDecision, GateSignOff } from '../model';
import type { CriterionEventData } from './criterionEvents';
import type { NewEvent } from './envelope';

/** Stream of a gate of a train. @public */
export function gateStream(runId: string, gateId: string): string {
  return `gate/${runId}/${gateId}`;
}

/** Data of each event of a gate's stream, by type. @public */
export interface GateEventData extends CriterionEventData {
  'gate.planned': {
    id: string;
    title: string;
    before: string;
    opensAt: string;
    planRevision: number;
  };
  'gate.opened': {
    evidenceDigest: string;
    planRevision: number;
    expiresAt: string;
  };
  /** What is signed has changed: sign-offs of the earlier digest are stale. */
  'gate.evidenceChanged': {
    evidenceDigest: string;
    planRevision: number;
    /** Who has to look again. */
    stale: string[];
  };
  'gate.signed': { signOff: GateSignOff };
  'gate.signOffWithdrawn': { by: string };
  'gate.decided': GateDecision;
  /** A decision no longer stands. */
  'gate.reopened': {
    cause: 'evidenceChanged' | 'planRevised' | 'person';
    by?: string;
    reason: string;
    evidenceDigest: string;
    planRevision: number;
    expiresAt: string;
  };
}

/** @public */
export type GateEventType = keyof GateEventData;

/** @public */
export type GateEvent = {
  [K in GateEventType]: NewEvent<K, GateEventData[K]>;
}[GateEventType];
