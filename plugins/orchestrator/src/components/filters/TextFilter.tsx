import TextField from '@material-ui/core/TextField';
import { useEffect, useState } from 'react';
import useDebounce from 'react-use/lib/useDebounce';

const TYPING_PAUSE_MS = 300;

/** A filter by text; it applies when the typing pauses. */
export function TextFilter(props: {
  label: string;
  value: string;
  placeholder?: string;
  onChange: (value: string) => void;
}) {
  const { label, value, placeholder, onChange } = props;
  const [typed, setTyped] = useState(value);
  // The address may change by a link or the back button while the field is there.
  useEffect(() => setTyped(value), [value]);
  useDebounce(
    () => typed.trim() !== value && onChange(typed.trim()),
    TYPING_PAUSE_MS,
    [typed],
  );
  return (
    <TextField
      size="small"
      variant="outlined"
      type="search"
      label={label}
      placeholder={placeholder}
      value={typed}
      onChange={event => setTyped(event.target.value)}
      inputProps={{ 'aria-label': label, maxLength: 200 }}
    />
  );
}
