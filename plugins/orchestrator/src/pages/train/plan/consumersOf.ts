import type {
  OfferedContract,
  TrainPlan,
} from '@backstage-orchestrator/plugin-orchestrator-common';

/** Somebody who uses an interface, and whether they are ready for the version that comes. */
interface Consumer {
  consumer: string;
  needed?: string;
  ready: boolean;
}

/**
 * Who is known to use an interface that a product offers; those that are not ready first.
 *
 * @remarks Plans made before consumers were written down know only those that are not ready.
 */
export function consumersOf(
  { contracts, consumers = [] }: Pick<TrainPlan, 'contracts' | 'consumers'>,
  provider: string,
  { api, version }: Pick<OfferedContract, 'api' | 'version'>,
): Consumer[] {
  const ofOffer = (one: { provider: string; api: string; offered: string }) =>
    one.provider === provider && one.api === api && one.offered === version;
  const behind = contracts.filter(ofOffer);
  return [
    ...behind.map(({ consumer, needed }) => ({
      consumer,
      needed,
      ready: false,
    })),
    ...consumers
      .filter(ofOffer)
      .filter(({ consumer }) => !behind.some(one => one.consumer === consumer))
      .map(({ consumer, needed }) => ({ consumer, needed, ready: true })),
  ];
}
