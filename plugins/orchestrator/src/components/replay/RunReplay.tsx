import { EmptyState } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import {
  Replay,
  type Fold,
  type KnowsEvent,
  type ReplayEvent,
  type ReplayGaps,
  type RunEventRecord,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useMemo, type ReactNode } from 'react';
import { useRunHistory } from '../../data';
import { useText } from '../../translation';
import { QueryView } from '../QueryView';
import { EVENT_TYPES } from '../timeline';
import { ReplaySlider } from './ReplaySlider';
import { useDeferredMoment, type StartMoment } from './useDeferredMoment';

const KNOWN: ReadonlySet<string> = new Set(EVENT_TYPES);
const knows: KnowsEvent = type => KNOWN.has(type);

interface Shown<TMoment> {
  /** What the moments are of, in a sentence. */
  what: string;
  /** Time zone of the run; left out: the viewer's only. */
  timezone?: string;
  /** Where to start while the address has no number of an event; left out: with the newest. */
  startAt?: StartMoment;
  /** How the run's state follows from its events: the same decisions code as in the backend. */
  foldOf: (knows: KnowsEvent) => Fold<TMoment, ReplayEvent>;
  /** Shows a moment, after the given event. */
  children: (moment: TMoment, event: RunEventRecord) => ReactNode;
}

/** How was it at any moment? The events of a run, folded in the browser, and a slider over them. */
export function RunReplay<TMoment extends ReplayGaps>(
  props: Shown<TMoment> & { runId: string },
) {
  const { runId, ...shown } = props;
  const t = useText();
  const history = useRunHistory(runId);
  return (
    <QueryView query={history} lines={6}>
      {events =>
        events.length === 0 ? (
          <EmptyState missing="content" title={t('replay.empty')} />
        ) : (
          <Moments events={events} {...shown} />
        )
      }
    </QueryView>
  );
}

function Moments<TMoment extends ReplayGaps>(
  props: Shown<TMoment> & { events: RunEventRecord[] },
) {
  const { events, what, timezone, startAt, foldOf, children } = props;
  const t = useText();
  const { moment, setMoment, isLost } = useDeferredMoment(events, startAt);
  const replay = useMemo(
    () => new Replay(foldOf(knows), events),
    [events, foldOf],
  );
  const state = useMemo(() => replay.at(moment), [replay, moment]);
  return (
    <>
      <Typography variant="body2">{what}</Typography>
      <ReplaySlider
        events={events}
        moment={moment}
        setMoment={setMoment}
        timezone={timezone}
      />
      {isLost && <Alert severity="warning">{t('replay.lost')}</Alert>}
      {state.unread > 0 && (
        <Alert severity="info">
          {t('replay.unread', { count: state.unread })}
        </Alert>
      )}
      {children(state, events[moment - 1])}
    </>
  );
}
