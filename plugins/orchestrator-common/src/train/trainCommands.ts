import type { MetricPhase } from '../analysis';
import type { TrainManifest } from '../manifest';
import type {
  EvidenceLink,
  IncidentSeverity,
  SuccessSource,
  TrainFollowUp,
  TrainPlan,
} from '../model';

/** What can be asked of a train. @public */
export type TrainCommand =
  /** The manifest, the catalog or a date has changed. */
  | {
      type: 'revise';
      by: string;
      reason: string;
      manifest: TrainManifest;
      changeDigest: string;
      plan: TrainPlan;
    }
  /** The catalog may have changed. */
  | { type: 'lookAgain'; by: string; changeDigest: string; plan: TrainPlan }
  | {
      type: 'confirmReady';
      product: string;
      milestone: string;
      by: string;
      ownershipRefs: string[];
      evidence: EvidenceLink[];
    }
  | {
      type: 'grantException';
      product: string;
      milestone: string;
      by: string;
      ownershipRefs: string[];
      reason: string;
    }
  /** The product misses the train; with `dependents`, those that need it do, too. */
  | {
      type: 'dropProduct';
      product: string;
      by: string;
      reason: string;
      dependents: boolean;
    }
  | { type: 'startRehearsal'; rehearsal: string; by: string }
  | {
      type: 'finishRehearsal';
      rehearsal: string;
      result: 'passed' | 'failed';
      by: string;
      notes?: string;
      evidence: EvidenceLink[];
      /** Whether the rollback was rehearsed, too. */
      rollback: boolean;
    }
  | { type: 'depart'; by: string }
  | { type: 'overrideWindow'; by: string; reason: string; expiresAt: string }
  | { type: 'pause'; by: string; reason: string }
  | { type: 'resume'; by: string }
  | { type: 'cancel'; by: string; reason: string }
  | { type: 'halt'; by: string; reason: string }
  | { type: 'resumeWave'; by: string; reason: string }
  /** The waves that are left don't start; the train is closed with what it has. */
  | { type: 'stopHere'; by: string; reason: string }
  | {
      type: 'rollback';
      by: string;
      reason: string;
      scope: 'wave' | 'train';
      /** Left out: all. Those that are coupled to them go with them. */
      products?: string[];
    }
  /** An analysis of the wave under way has been assessed anew. */
  | {
      type: 'recordAnalysis';
      wave: string;
      stage: 'during' | 'after';
      /** Of the wave in which it was sampled; left out: the one under way. */
      round?: number;
      phase: MetricPhase;
      message: string;
      metrics: Record<string, MetricPhase>;
      /** Metrics of which at least one sample was a success or a failure; left out: it is not known. */
      judged?: string[];
      evidence: EvidenceLink[];
    }
  | {
      type: 'giveVerdict';
      wave: string;
      decision: 'proceed' | 'halt';
      by: string;
      reason: string;
    }
  | {
      type: 'openIncident';
      id: string;
      title: string;
      severity: IncidentSeverity;
      wave?: string;
      products: string[];
      by: string;
      /** Pause the train with it. */
      pause: boolean;
    }
  | { type: 'noteIncident'; id: string; by: string; text: string }
  | { type: 'resolveIncident'; id: string; by: string; resolution: string }
  | {
      type: 'editCommunication';
      id: string;
      by: string;
      subject: string;
      body: string;
    }
  | {
      type: 'approveCommunication';
      id: string;
      by: string;
      ownershipRefs: string[];
      /** Digest of what the approver has read. */
      digest: string;
    }
  /** A worker is about to send it: only one may. */
  | { type: 'startSending'; id: string; workId: string }
  /** A worker has it in hand and hands it over now: once for each piece of work. */
  | { type: 'handOver'; id: string; workId: string }
  | {
      type: 'reportSending';
      id: string;
      workId: string;
      outcome: 'sent' | 'notSent' | 'unknown';
      message?: string;
    }
  | { type: 'retryCommunication'; id: string; by: string; reason: string }
  | { type: 'cancelCommunication'; id: string; by: string; reason: string }
  | { type: 'addFollowUp'; followUp: Omit<TrainFollowUp, 'status'> }
  | { type: 'finishFollowUp'; id: string; by: string }
  /** What is left to do goes over to the next train. */
  | { type: 'carryFollowUps'; ids: string[]; to: string; by: string }
  | {
      type: 'recordSuccess';
      id: string;
      value?: number;
      note?: string;
      by: string;
    }
  /** A success metric was measured, or could not be. */
  | {
      type: 'reportSuccess';
      id: string;
      result: { value: number } | { error: string };
      source: SuccessSource;
      by: string;
    }
  | { type: 'recordPostMortem'; by: string; url: string }
  | { type: 'close'; by: string }
  | { type: 'archive'; by: string }
  | { type: 'restore'; by: string };

/** A command of one type. */
export type TrainCommandOf<T extends TrainCommand['type']> = Extract<
  TrainCommand,
  { type: T }
>;
