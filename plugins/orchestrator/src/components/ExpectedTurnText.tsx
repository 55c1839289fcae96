import type { TargetSummary } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useText, type Text } from '../translation';
import { RelativeTime } from './RelativeTime';

type Turn = NonNullable<TargetSummary['turn']>;

/** What a target waits for, and when its turn is expected; says so where that is reckoned, or where nobody can tell. */
export function ExpectedTurnText({ turn }: { turn: Turn }) {
  const t = useText();
  const why = whyNobodyTells(t, turn);
  return (
    <>
      {waitText(t, turn)}
      {turn.at !== undefined && (
        <>
          {': '}
          <TurnTime turn={turn} />
        </>
      )}
      {why !== undefined && <> ({why})</>}
    </>
  );
}

/** For a line that has little room: when it is, else what it waits for. */
export function BriefTurn({ turn }: { turn: Turn }) {
  const t = useText();
  return turn.at === undefined ? (
    <>{waitText(t, turn)}</>
  ) : (
    <TurnTime turn={turn} />
  );
}

/** What a turn waits for, and why nobody can tell when it is, as a line of text. */
export function turnTitle(t: Text, turn: Turn): string {
  const why = whyNobodyTells(t, turn);
  return why === undefined
    ? waitText(t, turn)
    : `${waitText(t, turn)} (${why})`;
}

function TurnTime({ turn: { at = '', estimated } }: { turn: Turn }) {
  const t = useText();
  return (
    <>
      {estimated && `${t('target.turn.estimated')} `}
      <RelativeTime at={at} />
    </>
  );
}

function waitText(t: Text, turn: Turn): string {
  const { waitsFor, limit = '', ahead, batch = '', after } = turn;
  switch (waitsFor) {
    case 'batch':
      return after === undefined
        ? t('target.turn.batch', { batch })
        : t('target.turn.afterBatch', { batch, after });
    case 'slot':
      return ahead === undefined || ahead === 0
        ? t('target.turn.slotNext')
        : t('target.turn.slot', { count: ahead });
    case 'place':
      if (ahead === undefined) {
        return t('target.turn.place');
      }
      return ahead === 0
        ? t('target.turn.placeNext')
        : t('target.turn.placeAfter', { count: ahead });
    case 'limit':
      return t('target.turn.limit', { limit });
    default:
      return t(`target.turn.${waitsFor}`);
  }
}

function whyNobodyTells(
  t: Text,
  { waitsFor, at, approval }: Turn,
): string | undefined {
  if (approval !== undefined) {
    return t('target.turn.noApproval', { approval });
  }
  return waitsFor === 'slot' && at === undefined
    ? t('target.turn.noEstimate')
    : undefined;
}
