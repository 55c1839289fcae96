import type { CriterionStates, GatePart, GateSignOff } from './evidence';

/** Where a gate stands: `waiting` until it opens, `open`, then `go` or `noGo`; what changes opens it again. @public */
export const GATE_STATUSES = ['waiting', 'open', 'go', 'noGo'] as const;

/** {@inheritDoc GATE_STATUSES} @public */
export type GateStatus = (typeof GATE_STATUSES)[number];

/** A decision of a gate, with all that it rested on. It is never changed. @public */
export interface GateDecision {
  outcome: 'go' | 'noGo';
  cause: 'evidence' | 'rejected' | 'expired';
  at: string;
  by: string[];
  reason: string;
  planRevision: number;
  evidenceDigest: string;
  /** Every part, by digest and version of its stream; waivers in full. */
  rests: GatePart[];
  signOffs: GateSignOff[];
}

/** The fold of a gate's stream. @public */
export interface GateState {
  id: string;
  runId: string;
  version: number;
  status: GateStatus;
  title: string;
  /** `departure`, or the wave that it lets through. */
  before: string;
  opensAt: string;
  openedAt?: string;
  expiresAt?: string;
  /** Plan and evidence that sign-offs bind to, as last seen. */
  planRevision: number;
  evidenceDigest?: string;
  /** Criteria that are asked once for the whole train. */
  criteria: CriterionStates;
  /** The newest of each person, stale ones included. */
  signOffs: GateSignOff[];
  /** Newest last; the log has those that aren't kept here. */
  decisions: GateDecision[];
  createdAt: string;
  updatedAt: string;
}
