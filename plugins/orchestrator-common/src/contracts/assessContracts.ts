import type {
  BreakingChange,
  ContractConsumer,
  ContractFinding,
  ContractUse,
  NeededContract,
  OfferedContract,
} from './types';
import { satisfiesRange } from './versionRange';

/** What one consumer needs of one offer. */
interface Use {
  provider: string;
  offer: OfferedContract;
  consumer: ContractConsumer;
  need: NeededContract;
  /** Date on which it is judged. */
  date: string;
}

/**
 * The dates of a breaking change that are out of order; empty where all is well.
 *
 * @returns pairs of fields, the second of which must not come before the first
 * @public
 */
export function misplacedDates(
  change: BreakingChange,
): [keyof BreakingChange, keyof BreakingChange][] {
  const order = ['announce', 'deprecate', 'graceUntil', 'remove'] as const;
  return order
    .slice(1)
    .map((field, index) => [order[index], field] as const)
    .filter(([earlier, later]) => change[later] < change[earlier])
    .map(([earlier, later]) => [earlier, later]);
}

/**
 * Finds the consumers that aren't ready for the versions that a train brings.
 *
 * On a date, a consumer whose range holds the new version is ready. One that needs an older version warns as long
 * as that is still served and its grace lasts, and blocks afterwards. A compatible version that lies outside of
 * what a consumer needs blocks. A consumer that doesn't say which version it needs is taken to need the old one:
 * without evidence it isn't ready.
 *
 * @param offers - by the entity that provides them
 * @param consumers - products of the train and consumers from the catalog
 * @param date - when the train departs, as a date in its zone
 * @returns what blocks before what warns
 * @throws InputError for a version or a range that can't be read
 * @public
 */
export function assessContracts(
  offers: { provider: string; contracts: OfferedContract[] }[],
  consumers: ContractConsumer[],
  date: string,
): ContractFinding[] {
  const findings = usesOf(offers, consumers).flatMap(use =>
    assessUse({ ...use, date }),
  );
  return [
    ...findings.filter(({ severity }) => severity === 'blocks'),
    ...findings.filter(({ severity }) => severity === 'warns'),
  ];
}

/**
 * Everybody who uses an interface of which a train brings a version, ready for it or not.
 *
 * @public
 */
export function contractUses(
  offers: { provider: string; contracts: OfferedContract[] }[],
  consumers: ContractConsumer[],
): ContractUse[] {
  return usesOf(offers, consumers).map(
    ({ provider, offer, consumer, need }) => ({
      consumer: consumer.entityRef,
      ...(consumer.owner !== undefined && { owner: consumer.owner }),
      provider,
      api: offer.api,
      ...(need.range !== undefined && { needed: need.range }),
      offered: offer.version,
    }),
  );
}

function usesOf(
  offers: { provider: string; contracts: OfferedContract[] }[],
  consumers: ContractConsumer[],
): Omit<Use, 'date'>[] {
  return offers.flatMap(({ provider, contracts }) =>
    contracts.flatMap(offer =>
      consumers
        .filter(({ entityRef }) => entityRef !== provider)
        .flatMap(consumer =>
          consumer.needs
            .filter(({ api }) => api === offer.api)
            .map(need => ({ provider, offer, consumer, need })),
        ),
    ),
  );
}

function assessUse(use: Use): ContractFinding[] {
  const { offer, need } = use;
  if (need.range !== undefined && satisfiesRange(offer.version, need.range)) {
    return [];
  }
  if (offer.breaking === undefined) {
    // A compatible version may be used by whoever didn't say what is needed.
    return need.range === undefined
      ? []
      : [finding(use, 'blocks', 'notServed')];
  }
  return [assessBreaking(use, offer.breaking)];
}

function assessBreaking(use: Use, change: BreakingChange): ContractFinding {
  const { offer, need, date } = use;
  const served =
    date < change.remove &&
    (need.range === undefined
      ? (offer.alsoServes ?? []).length > 0
      : (offer.alsoServes ?? []).some(version =>
          satisfiesRange(version, need.range!),
        ));
  if (!served) {
    return finding(use, 'blocks', 'notServed');
  }
  if (date > change.graceUntil) {
    return finding(use, 'blocks', 'afterGrace');
  }
  if (date < change.announce) {
    return finding(use, 'warns', 'notAnnounced', change.graceUntil);
  }
  if (need.range === undefined) {
    return finding(use, 'warns', 'versionUnknown', change.graceUntil);
  }
  return finding(
    use,
    'warns',
    date < change.deprecate ? 'deprecated' : 'inGrace',
    change.graceUntil,
  );
}

function finding(
  { provider, offer, consumer, need }: Use,
  severity: ContractFinding['severity'],
  code: ContractFinding['code'],
  blocksFrom?: string,
): ContractFinding {
  const needed =
    need.range === undefined
      ? 'doesn’t say which version it needs'
      : `needs ${need.range}`;
  const change = offer.breaking;
  const then: Record<ContractFinding['code'], string> = {
    notServed: 'no version that it can use is served',
    afterGrace: `the grace for older versions ended on ${change?.graceUntil}`,
    inGrace: `older versions are borne until ${change?.graceUntil}`,
    deprecated: `older versions are deprecated from ${change?.deprecate} and borne until ${change?.graceUntil}`,
    versionUnknown: `older versions are borne until ${change?.graceUntil}`,
    notAnnounced: `the change is only announced on ${change?.announce}`,
  };
  return {
    severity,
    code,
    consumer: consumer.entityRef,
    ...(consumer.owner !== undefined && { owner: consumer.owner }),
    provider,
    api: offer.api,
    ...(need.range !== undefined && { needed: need.range }),
    offered: offer.version,
    ...(blocksFrom !== undefined && { blocksFrom }),
    ...(change && { guide: change.guide }),
    message: `${consumer.entityRef} ${needed} of ${offer.api}, ${provider} brings ${offer.version}: ${then[code]}`,
  };
}
