import type {
  ChecklistTick,
  CriterionResult,
  GateSignOff,
  Postponement,
  Verdict,
  Waiver,
} from '../model';
import type { NewEvent } from './envelope';

/** Which criterion an event is about. @public */
export interface CriterionPlace {
  gate: string;
  criterion: string;
}

/** Data of each event of a criterion; they stand in the stream of its product, or of its gate. @public */
export interface CriterionEventData {
  'criterion.recorded': CriterionPlace & {
    result: CriterionResult;
    /** The same finding once more: it counts from its new time, and what people decided on it stays. */
    renewed?: true;
  };
  /** Nobody could look, since the host asks to wait: what was found before stays as it is. */
  'criterion.postponed': CriterionPlace & { postponed: Postponement };
  'criterion.ticked': CriterionPlace & { item: string; tick: ChecklistTick };
  'criterion.waived': CriterionPlace & { waiver: Waiver };
  'criterion.waiverRevoked': CriterionPlace & { by: string };
  'criterion.verdictGiven': CriterionPlace & { verdict: Verdict };
  'criterion.signed': CriterionPlace & { signOff: GateSignOff };
  'criterion.signOffWithdrawn': CriterionPlace & { by: string };
}

/** @public */
export type CriterionEvent = {
  [K in keyof CriterionEventData]: NewEvent<K, CriterionEventData[K]>;
}[keyof CriterionEventData];
