import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { DeadLetterResult } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useState } from 'react';
import { FilterBar } from '../../../components/filters/FilterBar';
import { SelectFilter } from '../../../components/filters/SelectFilter';
import { FailedToLoad, Loading } from '../../../components/QueryView';
import {
  deadLetterKey,
  useDeadLetterGroups,
  useDeadLetters,
  useUrlFilters,
} from '../../../data';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';
import { Section } from '../Section';
import { ChooseAll } from './ChooseAll';
import { CommandResults } from './CommandResults';
import { DeadLetterRow } from './DeadLetterRow';
import { SweepCommandBar } from './SweepCommandBar';
import { TrainDeadLetters } from './TrainDeadLetters';
import { useChoice } from './useChoice';

const FILTERS = ['code', 'run', 'owner'] as const;

const useStyles = makeStyles(
  { list: { listStyle: 'none', margin: 0, padding: 0 } },
  { name: 'OrchestratorDeadLetters' },
);

/** What failed for good, of all runs, with its history; one or many can be seen to at once. */
export function DeadLetters() {
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const filters = useUrlFilters();
  const groups = useDeadLetterGroups();
  const given = FILTERS.map(name => [name, filters.many(name)] as const).filter(
    ([, values]) => values.length > 0,
  );
  const letters = useDeadLetters(Object.fromEntries(given));
  const choice = useChoice(letters.items, deadLetterKey);
  const [results, setResults] = useState<DeadLetterResult[]>([]);
  const options = (groups.value ?? []).map(({ code, total }) => ({
    value: code,
    label: t('operator.letters.group', { code, total: String(total) }),
  }));

  return (
    <Section name="deadLetters" title={t('operator.deadLetters')}>
      {(options.length > 0 || given.length > 0) && (
        <FilterBar label={t('operator.letters.filters')}>
          <SelectFilter
            label={t('operator.letters.failure')}
            options={options}
            value={filters.many('code')}
            onChange={code => filters.set({ code })}
          />
          {given.length > 0 && (
            <Button size="small" onClick={() => filters.clear(...FILTERS)}>
              {t('operator.letters.clear')}
            </Button>
          )}
        </FilterBar>
      )}
      <CommandResults
        results={results.map(({ runId, outcome, reason, refused }) => ({
          key: runId,
          title: runId,
          to: paths.sweep(runId),
          isDone: outcome === 'done',
          reason,
          details: refused.map(target => ({
            key: target.targetId,
            reason: target.reason,
          })),
        }))}
        doneTitle={count => t('operator.letters.done', { count })}
        refusedTitle={count => t('operator.letters.refused', { count })}
      />
      {letters.loading && <Loading lines={3} />}
      {letters.error && letters.items.length === 0 && (
        <FailedToLoad error={letters.error} retry={letters.refresh} />
      )}
      {!letters.loading && !letters.error && letters.items.length === 0 && (
        <Typography variant="body2">
          {given.length > 0
            ? t('common.nothingMatches')
            : t('operator.noDeadLetters')}
        </Typography>
      )}
      {letters.items.length > 0 && (
        <>
          <Typography variant="body2" role="status">
            {t('operator.letters.count', { count: letters.totalItems })}
          </Typography>
          <ChooseAll label={t('operator.letters.selectAll')} choice={choice} />
          <SweepCommandBar
            chosen={choice.chosen}
            onDone={answer => {
              const done = answer
                .filter(({ outcome }) => outcome === 'done')
                .map(({ runId }) => runId);
              setResults(answer);
              choice.drop(
                choice.chosen.filter(({ target }) =>
                  done.includes(target.runId),
                ),
              );
              letters.refresh();
              groups.refresh();
            }}
            onClear={() => choice.chooseAll(false)}
          />
          <ul className={classes.list} aria-label={t('operator.deadLetters')}>
            {letters.items.map(letter => (
              <DeadLetterRow
                key={deadLetterKey(letter)}
                letter={letter}
                chosen={choice.has(letter)}
                onToggle={choice.toggle}
              />
            ))}
          </ul>
          {letters.hasMore && (
            <Button onClick={() => letters.loadMore()}>
              {t('common.loadMore')}
            </Button>
          )}
        </>
      )}
      <TrainDeadLetters />
    </Section>
  );
}
