import { useUrlFilters } from '../../data';
import { TextFilter } from './TextFilter';

/** A filter by any number of words with spaces or commas between them; they are in the address. */
export function WordsFilter(props: {
  /** In the address. */
  name: string;
  label: string;
  placeholder: string;
}) {
  const { name, ...field } = props;
  const { many, set } = useUrlFilters();
  return (
    <TextFilter
      {...field}
      value={many(name).join(' ')}
      onChange={text =>
        set({ [name]: text.split(/[\s,]+/).filter(word => word !== '') })
      }
    />
  );
}
