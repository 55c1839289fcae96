import type {
  ChecklistTick,
  CriterionResult,
  GateEvent,
  GateSignOff,
  ProductEvent,
  Verdict,
  Waiver,
} from '@backstage-orchestrator/plugin-orchestrator-common';

/** A sign-off, with what the signer had before their eyes. */
export interface LedgerSignOff extends GateSignOff {
  saw: string;
}

/** What is known of a criterion. */
export interface LedgerCriterion {
  result?: CriterionResult;
  verdict?: Verdict;
  waiver?: Waiver;
  ticks: Map<string, ChecklistTick>;
  signOffs: LedgerSignOff[];
}

/** A gate. */
export interface LedgerGate {
  status: string;
  signOffs: LedgerSignOff[];
}

/**
 * Notes what becomes of a gate.
 *
 * @param saw - what somebody has before their eyes who signs it now
 */
export function noteGate(
  known: LedgerGate,
  event: GateEvent,
  saw: string,
): void {
  switch (event.type) {
    case 'gate.opened':
    case 'gate.reopened':
      known.status = 'open';
      break;
    case 'gate.decided':
      known.status = event.data.outcome;
      break;
    case 'gate.signed':
      known.signOffs = withOne(known.signOffs, {
        ...event.data.signOff,
        saw,
      });
      break;
    case 'gate.signOffWithdrawn':
      known.signOffs = known.signOffs.filter(({ by }) => by !== event.data.by);
      break;
    default:
  }
}

/**
 * Notes what becomes of a criterion.
 *
 * @param saw - what somebody has before their eyes who signs it now
 */
export function noteCriterion(
  known: LedgerCriterion,
  event: ProductEvent | GateEvent,
  saw: string,
): void {
  switch (event.type) {
    case 'criterion.recorded':
      // What somebody has decided was on what was found then.
      known.verdict =
        known.result && saysOf(known.result) === saysOf(event.data.result)
          ? known.verdict
          : undefined;
      known.result = event.data.result;
      break;
    case 'criterion.ticked':
      known.ticks.set(event.data.item, event.data.tick);
      break;
    case 'criterion.waived':
      known.waiver = event.data.waiver;
      break;
    case 'criterion.waiverRevoked':
      known.waiver = undefined;
      break;
    case 'criterion.verdictGiven':
      known.verdict = event.data.verdict;
      break;
    case 'criterion.signed':
      known.signOffs = withOne(known.signOffs, {
        ...event.data.signOff,
        saw,
      });
      break;
    case 'criterion.signOffWithdrawn':
      known.signOffs = known.signOffs.filter(({ by }) => by !== event.data.by);
      break;
    default:
  }
}

/** What was found, whenever. */
function saysOf({ status, facts, evidence, summary }: CriterionResult): string {
  return JSON.stringify([
    status,
    facts ?? summary,
    evidence.map(({ url }) => url),
  ]);
}

/** A person has one sign-off, the newest. */
function withOne(
  signOffs: LedgerSignOff[],
  signOff: LedgerSignOff,
): LedgerSignOff[] {
  return [...signOffs.filter(({ by }) => by !== signOff.by), signOff];
}
