import type { GateDecision } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Report } from '../../invariants/Invariants';
import { dataOf, type Moment } from './Moment';

/** A GO rests on complete and fresh evidence, when it is given and when it is used. */
export class GateInvariants {
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  afterCommit(moment: Moment): void {
    const { ledger, events } = moment;
    for (const { stream, type, data } of events) {
      const gate = stream.split('/')[2];
      if (
        type === 'gate.decided' &&
        (data as GateDecision).outcome === 'go' &&
        ledger.gates.get(gate)?.status === 'go'
      ) {
        this.#check(moment, gate);
      }
    }
    if (dataOf(moment, 'train.departed').length > 0) {
      this.#checkBefore(moment, 'departure');
    }
    for (const { id } of dataOf<{ id: string }>(moment, 'wave.started')) {
      this.#checkBefore(moment, id);
    }
  }

  #checkBefore(moment: Moment, before: string): void {
    const { spec } = moment.ledger.manifest;
    for (const gate of spec.gates.filter(one => one.before === before)) {
      const status = moment.ledger.gates.get(gate.id)?.status;
      if (status !== 'go') {
        this.#report(
          'gateBeforeDeparture',
          `${before} has begun, and ${gate.id} is ${status}`,
        );
      }
      this.#check(moment, gate.id);
    }
  }

  #check({ ledger, evidence, now }: Moment, id: string): void {
    const gate = ledger.manifest.spec.gates.find(one => one.id === id);
    const gaps = gate ? evidence.gapsOf(gate, now) : ['It is not planned'];
    if (gaps.length > 0) {
      this.#report(
        'goRestsOnEvidence',
        `${id} is a GO at ${now}, though: ${gaps.join('; ')}`,
      );
    }
  }
}
