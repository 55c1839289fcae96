import { Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import Checkbox from '@material-ui/core/Checkbox';
import Typography from '@material-ui/core/Typography';
import type { GivenUpMessage } from '@backstage-orchestrator/plugin-orchestrator-common';
import { orchestratorApiRef } from '../../api';
import { useReasonField } from '../../components/dialogs';
import { FailedToLoad } from '../../components/QueryView';
import { RelativeTime } from '../../components/RelativeTime';
import { useGivenUp } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText, type Text } from '../../translation';
import { ChooseAll } from './deadLetters/ChooseAll';
import { CommandBar, type BarAction } from './deadLetters/CommandBar';
import { useChoice } from './deadLetters/useChoice';
import { Rows } from './Rows';

/** What nobody has taken in time: it is sent again, or dropped, when somebody says so. Nothing where there is none. */
export function GivenUp() {
  const t = useText();
  const messages = useGivenUp();
  const { items = [], totalItems = 0 } = messages.value ?? {};
  const choice = useChoice(items, idOf);
  if (!messages.value && messages.error) {
    return <FailedToLoad error={messages.error} retry={messages.refresh} />;
  }
  if (items.length === 0) {
    return null;
  }
  return (
    <>
      <Typography variant="h6" component="h4">
        {t('operator.givenUp.title')}
      </Typography>
      <Typography variant="body2" role="status">
        {t('operator.givenUp.count', { count: totalItems })}
        {totalItems > items.length &&
          ` ${t('operator.givenUp.newest', { n: String(items.length) })}`}
      </Typography>
      <ChooseAll label={t('operator.givenUp.selectAll')} choice={choice} />
      <GivenUpCommandBar
        chosen={choice.chosen}
        // Of what is not listed nobody has seen more than that it is there.
        hasMore={choice.isAll && totalItems > items.length}
        onDone={messages.refresh}
        onClear={() => choice.chooseAll(false)}
      />
      <Rows
        label={t('operator.givenUp.title')}
        empty=""
        columns={[
          t('operator.givenUp.what'),
          t('operator.message.topic'),
          t('operator.timer.run'),
          t('operator.message.attempts'),
          t('operator.givenUp.since'),
        ]}
        rows={items.map(message => ({
          key: message.id,
          cells: [
            <Chosen
              key="what"
              title={titleOf(t, message)}
              chosen={choice.has(message)}
              onToggle={() => choice.toggle(message)}
            />,
            message.topic,
            <Run key="run" message={message} />,
            message.attempts,
            <RelativeTime key="since" at={message.givenUpAt} />,
          ],
        }))}
      />
    </>
  );
}

function GivenUpCommandBar(props: {
  chosen: GivenUpMessage[];
  hasMore: boolean;
  onDone: () => void;
  onClear: () => void;
}) {
  const { chosen, hasMore, onDone, onClear } = props;
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const reason = useReasonField();
  const count = chosen.length;
  const ids = chosen.map(idOf);
  const topics = [...new Set(chosen.map(({ topic }) => topic))];
  const action = (
    name: 'send' | 'drop',
    which: { ids: string[] } | { topic: string },
  ): BarAction => {
    const isTopic = 'topic' in which;
    return {
      name: isTopic ? `${name} ${which.topic}` : name,
      label: isTopic
        ? t(`operator.givenUp.${name}Topic`, { topic: which.topic })
        : t(`operator.givenUp.${name}Many`, { n: String(count) }),
      ask: () => ({
        title: isTopic
          ? t(`operator.givenUp.${name}TopicTitle`, { topic: which.topic })
          : t(`operator.givenUp.${name}Title`, { count }),
        consequences: [t(`operator.givenUp.${name}What`)],
        fields: [reason],
        perform: async values => {
          const body = { ...which, reason: values.reason };
          await (name === 'send'
            ? api.sendGivenUpAgain({ body })
            : api.dropGivenUp({ body }));
          onDone();
        },
      }),
    };
  };
  return (
    <CommandBar
      label={t('operator.givenUp.bar')}
      chosen={count}
      onClear={onClear}
      actions={[
        action('send', { ids }),
        action('drop', { ids }),
        ...(hasMore
          ? topics.flatMap(topic => [
              action('send', { topic }),
              action('drop', { topic }),
            ])
          : []),
      ]}
    />
  );
}

function Chosen(props: {
  title: string;
  chosen: boolean;
  onToggle: () => void;
}) {
  const { title, chosen, onToggle } = props;
  const t = useText();
  return (
    <>
      <Checkbox
        color="primary"
        size="small"
        checked={chosen}
        onChange={onToggle}
        inputProps={{ 'aria-label': t('operator.letters.select', { title }) }}
      />
      {title}
    </>
  );
}

/** Runs in the archive have another page, or none. */
function Run({ message: { runId, runKind } }: { message: GivenUpMessage }) {
  const paths = useOrchestratorPaths();
  switch (runKind) {
    case 'Train':
      return <Link to={paths.train(runId)}>{runId}</Link>;
    case 'Sweep':
      return <Link to={paths.sweep(runId)}>{runId}</Link>;
    default:
      return <>{runId}</>;
  }
}

function titleOf(t: Text, { title, type, position }: GivenUpMessage): string {
  return (
    title ??
    t('operator.givenUp.event', {
      type: type ?? '',
      position: String(position ?? ''),
    })
  );
}

function idOf({ id }: GivenUpMessage): string {
  return id;
}
