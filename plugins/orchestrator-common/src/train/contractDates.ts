import type { BreakingChange } from '../contracts';
import type { TrainManifest } from '../manifest';
import { formatInstant } from '../pacing';
import { parseLocalOrInstant } from '../windows/localTime';

/** A date of a breaking change that a product brings. @public */
export interface ContractDate {
  /** Stays the same when the date is moved. */
  key: string;
  product: string;
  /** Entity reference of the interface. */
  api: string;
  version: string;
  step: (typeof CONTRACT_STEPS)[number];
  /** When the day begins in the zone of the train. */
  at: string;
}

/** The steps of a breaking change, in their order. @public */
export const CONTRACT_STEPS = [
  'announce',
  'deprecate',
  'graceUntil',
  'remove',
] as const satisfies readonly (keyof BreakingChange)[];

const IN_WORDS: Record<ContractDate['step'], string> = {
  announce: 'announced',
  deprecate: 'older versions deprecated',
  graceUntil: 'last day of the grace for older versions',
  remove: 'older versions removed',
};

/**
 * The dates of the breaking changes that products of a train bring.
 *
 * @param aboard - ids of the products that it brings; absent: all of them
 * @public
 */
export function contractDates(
  { products, timezone }: Pick<TrainManifest['spec'], 'products' | 'timezone'>,
  aboard?: string[],
): ContractDate[] {
  return products
    .filter(({ id }) => aboard?.includes(id) ?? true)
    .flatMap(({ id, contracts }) =>
      contracts.offers.flatMap(({ api, version, breaking }) =>
        breaking === undefined
          ? []
          : CONTRACT_STEPS.map(step => ({
              key: `${id}.${api}.${version}.${step}`,
              ...{ product: id, api, version, step },
              at: formatInstant(
                parseLocalOrInstant(`${breaking[step]}T00:00`, timezone, step),
              ),
            })),
      ),
    );
}

/** What happens on a date of a breaking change, in words. @public */
export function describeContractDate({
  api,
  version,
  step,
}: ContractDate): string {
  return `${api} ${version}: ${IN_WORDS[step]}`;
}
