import Button from '@material-ui/core/Button';
import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  DeadLetter,
  DeadLetterResult,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useMemo, useState } from 'react';
import { FilterBar } from '../../../components/filters/FilterBar';
import { SelectFilter } from '../../../components/filters/SelectFilter';
import { FailedToLoad, Loading } from '../../../components/QueryView';
import {
  deadLetterKey,
  useDeadLetterGroups,
  useDeadLetters,
  useUrlFilters,
} from '../../../data';
import { useText } from '../../../translation';
import { Section } from '../Section';
import { CommandBar } from './CommandBar';
import { CommandResults } from './CommandResults';
import { DeadLetterRow } from './DeadLetterRow';
import { TrainDeadLetters } from './TrainDeadLetters';

const FILTERS = ['code', 'run', 'owner'] as const;

const useStyles = makeStyles(
  { list: { listStyle: 'none', margin: 0, padding: 0 } },
  { name: 'OrchestratorDeadLetters' },
);

/** What failed for good, of all runs, with its history; one or many can be seen to at once. */
export function DeadLetters() {
  const t = useText();
  const classes = useStyles();
  const filters = useUrlFilters();
  const groups = useDeadLetterGroups();
  const given = FILTERS.map(name => [name, filters.many(name)] as const).filter(
    ([, values]) => values.length > 0,
  );
  const letters = useDeadLetters(Object.fromEntries(given));
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [results, setResults] = useState<DeadLetterResult[]>([]);
  // What somebody else has seen to in the meantime is no longer chosen.
  const chosen = useMemo(
    () => letters.items.filter(letter => ticked.has(deadLetterKey(letter))),
    [letters.items, ticked],
  );
  const toggle = (letter: DeadLetter) =>
    setTicked(old => {
      const next = new Set(old);
      const key = deadLetterKey(letter);
      return next.delete(key) ? next : next.add(key);
    });
  const all = chosen.length > 0 && chosen.length === letters.items.length;
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
      <CommandResults results={results} />
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
          <FormControlLabel
            label={t('operator.letters.selectAll')}
            control={
              <Checkbox
                color="primary"
                size="small"
                checked={all}
                indeterminate={chosen.length > 0 && !all}
                onChange={(_, on) =>
                  setTicked(new Set(on ? letters.items.map(deadLetterKey) : []))
                }
              />
            }
          />
          <CommandBar
            chosen={chosen}
            onDone={answer => {
              setResults(answer);
              setTicked(new Set());
              letters.refresh();
              groups.refresh();
            }}
            onClear={() => setTicked(new Set())}
          />
          <ul className={classes.list} aria-label={t('operator.deadLetters')}>
            {letters.items.map(letter => (
              <DeadLetterRow
                key={deadLetterKey(letter)}
                letter={letter}
                chosen={ticked.has(deadLetterKey(letter))}
                onToggle={toggle}
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
