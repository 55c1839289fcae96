import type { ReactNode } from 'react';
import { useUrlFilters } from '../../data';
import { useText } from '../../translation';
import { CheckFilter } from './CheckFilter';
import { FilterBar } from './FilterBar';
import { SelectFilter, type FilterOption } from './SelectFilter';
import { TextFilter } from './TextFilter';
import { WordsFilter } from './WordsFilter';

/**
 * The filters that a list of sweeps and one of trains have alike; their values are in the address.
 *
 * @param props - `state` is how far a run is, under its name in the address; `children` are filters of the one list,
 * under the names in `own`
 */
export function RunFilters(props: {
  list: 'sweeps' | 'trains';
  state: { name: string; label: string; options: FilterOption[] };
  examples: { owner: string; entity: string };
  own?: string[];
  children?: ReactNode;
}) {
  const { list, state, examples, own = [], children } = props;
  const t = useText();
  const { one, many, set } = useUrlFilters();
  const active = [
    ...[state.name, 'owner', 'entity', 'mine', 'archived'],
    ...own,
  ].filter(name => many(name).length > 0).length;
  return (
    <FilterBar
      label={t(`${list}.filters`)}
      active={active}
      more={
        <>
          <SelectFilter
            label={state.label}
            options={state.options}
            value={many(state.name)}
            onChange={chosen => set({ [state.name]: chosen })}
          />
          <WordsFilter
            name="owner"
            label={t(`${list}.filter.owner`)}
            placeholder={examples.owner}
          />
          <TextFilter
            label={t(`${list}.filter.entity`)}
            placeholder={examples.entity}
            value={one('entity') ?? ''}
            onChange={entity => set({ entity })}
          />
          {children}
          <CheckFilter name="mine" label={t(`${list}.filter.mine`)} />
          <CheckFilter name="archived" label={t(`${list}.filter.archived`)} />
        </>
      }
    >
      <TextFilter
        label={t(`${list}.filter.q`)}
        value={one('q') ?? ''}
        onChange={q => set({ q })}
      />
    </FilterBar>
  );
}
