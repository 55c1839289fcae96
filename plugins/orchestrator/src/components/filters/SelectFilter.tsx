import Checkbox from '@material-ui/core/Checkbox';
import TextField from '@material-ui/core/TextField';
import Autocomplete from '@material-ui/lab/Autocomplete';

/** A choice of a filter. */
export interface FilterOption {
  value: string;
  label: string;
}

/** A filter that takes any number of given values; a chosen one that is not among them stays, to be taken away. */
export function SelectFilter(props: {
  label: string;
  options: FilterOption[];
  value: string[];
  onChange: (value: string[]) => void;
}) {
  const { label, value, onChange } = props;
  const known = new Set(props.options.map(option => option.value));
  const options = [
    ...props.options,
    ...value
      .filter(item => !known.has(item))
      .map(item => ({ value: item, label: item })),
  ];
  return (
    <Autocomplete
      multiple
      id={`orchestrator-filter-${label.replace(/\W+/g, '-')}`}
      size="small"
      disableCloseOnSelect
      limitTags={2}
      style={{ minWidth: 150, maxWidth: '100%' }}
      options={options}
      value={options.filter(option => value.includes(option.value))}
      getOptionLabel={option => option.label}
      onChange={(_, chosen) => onChange(chosen.map(option => option.value))}
      renderOption={(option, { selected }) => (
        <>
          <Checkbox
            size="small"
            color="primary"
            checked={selected}
            tabIndex={-1}
          />{' '}
          {option.label}
        </>
      )}
      renderInput={params => (
        <TextField {...params} variant="outlined" label={label} />
      )}
    />
  );
}
