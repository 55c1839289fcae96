import type { WorkStats } from '@backstage-orchestrator/plugin-orchestrator-common';
import { LiveIndicator } from '../../components/LiveIndicator';
import { PageHeading } from '../../components/PageHeading';
import { QueryView } from '../../components/QueryView';
import { useWork } from '../../data';
import { useText } from '../../translation';
import { DeadLetters } from './deadLetters';
import { Numbers } from './Numbers';
import { OldestWaiting } from './OldestWaiting';
import { Outbox } from './Outbox';
import { Queues } from './Queues';
import { RateLimits } from './RateLimits';
import { Timers } from './Timers';
import { Verdict } from './Verdict';
import { Workers } from './Workers';

/** Is the engine well? The answer in words first, then what it rests on. */
export function OperatorPage() {
  const t = useText();
  const query = useWork();
  return (
    <>
      <PageHeading
        title={t('operator.title')}
        aside={<LiveIndicator query={query} />}
      />
      <QueryView query={query}>{work => <Engine work={work} />}</QueryView>
    </>
  );
}

function Engine({ work }: { work: WorkStats }) {
  return (
    <>
      <Verdict work={work} />
      <Numbers work={work} />
      <Workers work={work} />
      <Queues work={work} />
      <OldestWaiting work={work} />
      <DeadLetters />
      <RateLimits />
      <Timers work={work} />
      <Outbox work={work} />
    </>
  );
}
