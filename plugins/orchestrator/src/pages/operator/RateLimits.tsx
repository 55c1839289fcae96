import { Link } from '@backstage/core-components';
import type {
  PacingLimit,
  PacingState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { QueryView } from '../../components/QueryView';
import { useReasonWords } from '../../components/ReasonText';
import { RelativeTime } from '../../components/RelativeTime';
import { usePacing } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText, type Text } from '../../translation';
import { Rows } from './Rows';
import { Section } from './Section';

/** What the rate limits have left, and which code hosts sleep or are busy. */
export function RateLimits() {
  const t = useText();
  const query = usePacing();
  return (
    <Section name="limits" title={t('operator.limits')}>
      <QueryView query={query}>
        {pacing => (
          <>
            <Limits pacing={pacing} />
            <Hosts pacing={pacing} />
          </>
        )}
      </QueryView>
    </Section>
  );
}

function Limits({ pacing: { limits } }: { pacing: PacingState }) {
  const t = useText();
  const inWords = useReasonWords();
  const paths = useOrchestratorPaths();
  return (
    <Rows
      label={t('operator.limits')}
      empty={t('operator.noLimits')}
      columns={[
        t('operator.limit.limit'),
        t('operator.limit.counts'),
        t('operator.limit.setBy'),
        t('operator.limit.left'),
        t('operator.limit.free'),
        t('operator.limit.waiting'),
        t('operator.limit.lastTurn'),
      ]}
      rows={limits.map((limit, index) => ({
        key: `${index} ${limit.key ?? ''}`,
        cells: [
          t('operator.limit.perSpan', { count: limit.max, per: limit.per }),
          countedBy(t, limit, inWords),
          limit.runId === undefined ? (
            t('operator.limit.configuration')
          ) : (
            <Link key="run" to={paths.sweep(limit.runId)}>
              {limit.runId}
            </Link>
          ),
          t('operator.of', {
            part: String(limit.left),
            all: String(limit.max),
          }),
          limit.freeAt === undefined ? (
            t('operator.limit.now')
          ) : (
            <RelativeTime key="free" at={limit.freeAt} />
          ),
          limit.waiting,
          limit.lastTurn && <RelativeTime key="turn" at={limit.lastTurn} />,
        ],
      }))}
    />
  );
}

function Hosts({ pacing: { hosts } }: { pacing: PacingState }) {
  const t = useText();
  const inWords = useReasonWords();
  return (
    <Rows
      label={t('operator.hosts')}
      empty={t('operator.noHosts')}
      columns={[
        t('operator.host.host'),
        t('operator.host.state'),
        t('operator.host.writing'),
        t('operator.limit.waiting'),
        t('operator.limit.lastTurn'),
      ]}
      rows={hosts.map(host => ({
        key: host.host,
        cells: [
          host.host,
          host.sleepsUntil === undefined ? (
            t('operator.host.awake')
          ) : (
            <span key="sleeps">
              {t('operator.host.sleeps', {
                reason: inWords(host.reason ?? ''),
              })}{' '}
              (
              <RelativeTime at={host.sleepsUntil} />)
            </span>
          ),
          host.concurrency === undefined
            ? host.writing
            : t('operator.of', {
                part: String(host.writing),
                all: String(host.concurrency),
              }),
          host.waiting,
          host.lastTurn && <RelativeTime key="turn" at={host.lastTurn} />,
        ],
      }))}
    />
  );
}

/** What a limit counts together, in words. */
function countedBy(
  t: Text,
  { scope, key }: PacingLimit,
  inWords: (text: string) => string,
): string {
  if (scope === 'global') {
    return t('operator.limit.all');
  }
  if (key === undefined) {
    return t(`operator.limit.each.${scope}`);
  }
  return key === ''
    ? t('operator.limit.nobodys')
    : t(`operator.limit.of.${scope}`, { key: inWords(key) });
}
