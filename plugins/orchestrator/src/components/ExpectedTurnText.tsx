import type { TargetSummary } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useText } from '../translation';
import { RelativeTime } from './RelativeTime';

/** What a target waits for, and when its turn is expected; says so where that is reckoned, or where nobody can tell. */
export function ExpectedTurnText({
  turn,
}: {
  turn: NonNullable<TargetSummary['turn']>;
}) {
  const t = useText();
  const { waitsFor, at, estimated, limit = '', ahead = 0 } = turn;
  const { batch = '', after } = turn;
  const words = () => {
    switch (waitsFor) {
      case 'batch':
        return after === undefined
          ? t('target.turn.batch', { batch })
          : t('target.turn.afterBatch', { batch, after });
      case 'slot':
        return ahead === 0
          ? t('target.turn.slotNext')
          : t('target.turn.slot', { count: ahead });
      case 'limit':
        return t('target.turn.limit', { limit });
      default:
        return t(`target.turn.${waitsFor}`);
    }
  };
  return (
    <>
      {words()}
      {at !== undefined && (
        <>
          {': '}
          {estimated && `${t('target.turn.estimated')} `}
          <RelativeTime at={at} />
        </>
      )}
      {waitsFor === 'slot' && at === undefined && (
        <> ({t('target.turn.noEstimate')})</>
      )}
    </>
  );
}
