import {
  parseDuration,
  type GateCriterion,
  type SignOffRule,
  type TrainGate,
  type TrainPlan,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Ledger } from './Ledger';
import type { LedgerCriterion, LedgerSignOff } from './ledgerEvidence';

/** The part of a gate that is asked once. */
const WHOLE = 'train';

type Product = TrainPlan['products'][number];
type Rule = Pick<SignOffRule, 'from' | 'required' | 'roles' | 'selfApproval'>;

/**
 * What a gate rests on, read from the ledger once more.
 *
 * @remarks Rule: semantics, section 3, written down again: what is on trial must not be its own judge.
 */
export class Evidence {
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** What is missing for a GO at an instant, in words; empty if nothing is. */
  gapsOf(gate: TrainGate, now: string): string[] {
    const parts = this.#partsOf(gate);
    return [
      ...(parts.length === 0 ? ['Nobody is asked anything'] : []),
      ...parts.flatMap(({ product, criteria }) =>
        criteria
          .filter(criterion => !this.#isGood(gate, criterion, product, now))
          .map(
            criterion =>
              `${criterion.id} of ${product?.id ?? WHOLE} is ${this.#status(
                gate,
                criterion,
                product,
                now,
              )}`,
          ),
      ),
      ...gate.signOffs.flatMap(rule =>
        missingOf(
          rule,
          this.#ledger.gates.get(gate.id)?.signOffs ?? [],
          this.seen(gate.id, now),
          this.#ledger.authors,
        ).map(what => `${rule.id} lacks ${what}`),
      ),
    ];
  }

  /** All that somebody has before their eyes who signs a gate, or one part of it. */
  seen(gateId: string, now: string, part?: string): string {
    const { plan, manifest } = this.#ledger;
    const gate = manifest.spec.gates.find(({ id }) => id === gateId);
    if (!gate) {
      return '';
    }
    const parts = this.#partsOf(gate).filter(
      ({ product }) => part === undefined || (product?.id ?? WHOLE) === part,
    );
    return JSON.stringify([
      plan.revision,
      part === undefined && this.#ledger.aboard().map(({ id }) => id),
      parts.map(({ product, criteria }) => [
        product?.id ?? WHOLE,
        criteria
          // What is signed of one criterion is all the others that are not signed.
          .filter(({ signOff }) => part === undefined || !signOff)
          .map(criterion => this.#content(gate, criterion, product, now)),
      ]),
    ]);
  }

  #content(
    gate: TrainGate,
    criterion: GateCriterion,
    product: Product | undefined,
    now: string,
  ): unknown {
    const known = this.#known(gate, criterion, product);
    const status = this.#status(gate, criterion, product, now);
    return [
      criterion.id,
      status,
      known.result?.facts,
      known.result?.evidence.map(({ url }) => url),
      known.verdict && [known.verdict.by, known.verdict.status],
      status === 'waived' && known.waiver,
      [...known.ticks].map(([item, { done, by, note, evidence }]) => [
        item,
        done,
        by,
        note,
        evidence.map(({ url }) => url),
      ]),
      known.signOffs.map(({ by, decision, saw }) => [by, decision, saw]),
    ];
  }

  #partsOf(
    gate: TrainGate,
  ): { product?: Product; criteria: GateCriterion[] }[] {
    return [
      { criteria: gate.criteria.filter(({ scope }) => scope === 'train') },
      ...this.#ledger.aboard().map(product => ({
        product,
        criteria: gate.criteria.filter(
          ({ scope, products, criticality }) =>
            scope === 'product' &&
            (products.length === 0 || products.includes(product.id)) &&
            (criticality.length === 0 ||
              criticality.includes(product.criticality)),
        ),
      })),
    ].filter(({ criteria }) => criteria.length > 0);
  }

  #isGood(
    gate: TrainGate,
    criterion: GateCriterion,
    product: Product | undefined,
    now: string,
  ): boolean {
    const status = this.#status(gate, criterion, product, now);
    return (
      status === 'pass' ||
      status === 'waived' ||
      (status === 'warning' && this.#acceptsWarning(criterion, product))
    );
  }

  #acceptsWarning(
    criterion: GateCriterion,
    product: Product | undefined,
  ): boolean {
    const { strictness } = this.#ledger.plan;
    return (
      criterion.acceptWarning ??
      strictness[product?.criticality ?? 'critical'].acceptWarning
    );
  }

  #status(
    gate: TrainGate,
    criterion: GateCriterion,
    product: Product | undefined,
    now: string,
  ): string {
    const known = this.#known(gate, criterion, product);
    const found = this.#found(gate, criterion, product, known, now);
    const good =
      found === 'pass' ||
      (found === 'warning' && this.#acceptsWarning(criterion, product));
    return !good && known.waiver && known.waiver.expiresAt > now
      ? 'waived'
      : found;
  }

  #found(
    gate: TrainGate,
    criterion: GateCriterion,
    product: Product | undefined,
    known: LedgerCriterion,
    now: string,
  ): string {
    if (criterion.checklist) {
      return criterion.checklist.items.every(
        ({ id }) => known.ticks.get(id)?.done,
      )
        ? 'pass'
        : 'pending';
    }
    if (criterion.signOff) {
      return this.#signed(gate, criterion.signOff, product, known, now);
    }
    const { result, verdict } = known;
    if (!result) {
      return 'missing';
    }
    const age = Date.parse(now) - Date.parse(result.at);
    if (
      criterion.validFor !== undefined &&
      age >= parseDuration(criterion.validFor)
    ) {
      return 'expired';
    }
    return verdict?.status ?? result.status;
  }

  #signed(
    gate: TrainGate,
    rule: NonNullable<GateCriterion['signOff']>,
    product: Product | undefined,
    { signOffs }: LedgerCriterion,
    now: string,
  ): string {
    const seen = this.seen(gate.id, now, product?.id ?? WHOLE);
    if (signOffs.some(one => one.decision === 'rejected' && one.saw === seen)) {
      return 'fail';
    }
    const { strictness } = this.#ledger.plan;
    const least = strictness[product?.criticality ?? 'critical'].signOffs;
    const missing = missingOf(
      { ...rule, required: Math.max(rule.required, least) },
      signOffs,
      seen,
      this.#ledger.authors,
    );
    return missing.length === 0 ? 'pass' : 'pending';
  }

  #known(
    gate: TrainGate,
    criterion: GateCriterion,
    product: Product | undefined,
  ): LedgerCriterion {
    return this.#ledger.criterionAt(
      product?.id ?? WHOLE,
      gate.id,
      criterion.id,
    );
  }
}

/** What a rule lacks: people, and roles, each by another person. */
function missingOf(
  rule: Rule,
  signOffs: LedgerSignOff[],
  seen: string,
  authors: string[],
): string[] {
  const named = [...rule.from, ...Object.values(rule.roles).flat()];
  const valid = signOffs.filter(
    ({ by, decision, saw, refs }) =>
      decision === 'approved' &&
      saw === seen &&
      (rule.selfApproval || !authors.includes(by)) &&
      named.some(ref => ref === by || refs.includes(ref)),
  );
  const people = new Set(valid.map(({ by }) => by));
  const filled = canFill(
    Object.values(rule.roles),
    valid.map(({ by, refs }) => [by, ...refs]),
  );
  return [
    ...(people.size < rule.required
      ? [`${rule.required - people.size} people`]
      : []),
    ...(filled ? [] : ['a role']),
  ];
}

/** Whether each role can have a person of its own: all ways are tried, they are few. */
function canFill(roles: string[][], people: string[][]): boolean {
  const [role, ...others] = roles;
  return (
    role === undefined ||
    people.some(
      (refs, index) =>
        role.some(ref => refs.includes(ref)) &&
        canFill(
          others,
          people.filter((_person, other) => other !== index),
        ),
    )
  );
}
