import { planTrain } from '@backstage-orchestrator/plugin-orchestrator-common';
import { ANA, CARL, refsOf, SIGNERS } from '../people';
import { onTrain, REASON, some, type Act } from './Act';

export const confirmReady: Act = context => {
  const { random, view } = context;
  const by = random.pick([CARL, CARL, ANA, ...SIGNERS]);
  return onTrain(context, {
    type: 'confirmReady',
    product: random.pick(view.train.plan.products).id,
    milestone: 'freeze',
    by,
    ownershipRefs: refsOf(by, view.train),
    evidence: [],
  });
};

export const grantException: Act = context => {
  const { random, view } = context;
  const late = some(
    random,
    view.train.passengers.filter(passenger => passenger.late.length > 0),
  );
  return (
    late &&
    onTrain(context, {
      type: 'grantException',
      product: late.id,
      milestone: 'freeze',
      by: ANA,
      ownershipRefs: refsOf(ANA, view.train),
      reason: REASON,
    })
  );
};

export const dropProduct: Act = context => {
  const { random, view } = context;
  return onTrain(context, {
    type: 'dropProduct',
    product: random.pick(view.train.plan.products).id,
    by: ANA,
    reason: REASON,
    dependents: random.chance(0.7),
  });
};

export const rehearse: Act = context => {
  const { random, view } = context;
  const isRunning = view.train.rehearsals.some(
    ({ status }) => status === 'running',
  );
  return onTrain(
    context,
    isRunning
      ? {
          type: 'finishRehearsal',
          rehearsal: 'staging',
          result: random.pick(['passed', 'passed', 'failed']),
          by: ANA,
          notes: 'Went well',
          evidence: [],
          rollback: random.chance(0.8),
        }
      : { type: 'startRehearsal', rehearsal: 'staging', by: ANA },
  );
};

/** Another scope, another version, or the same once more. */
export const revise: Act = context => {
  const { view, random, setting } = context;
  const { manifest, plan } = view.train;
  const by = random.pick([ANA, ANA, SIGNERS[0]]);
  const version = `1.${random.int(0, 2)}.0`;
  const changed = {
    ...manifest,
    spec: {
      ...manifest.spec,
      products: manifest.spec.products.map((product, index) =>
        index === 0 ? { ...product, version } : product,
      ),
    },
  };
  return onTrain(context, {
    type: 'revise',
    by,
    reason: REASON,
    manifest: changed,
    changeDigest: `sha256:${version}`,
    plan: planTrain(changed, setting.facts, {
      revision: plan.revision + 1,
      strictness: setting.strictness,
      operatorWindows: setting.operatorWindows,
    }),
  });
};
